import { useLayoutEffect } from 'react'
import { canEdit } from '../store/commands.ts'
import type { Editor } from '../store/editor.ts'
import { focusHome, isTextField } from '../ui/focus.ts'
import { useEditor } from './editor-context.ts'
import { pastedPicture, placementOf } from './file-transfer.ts'
import { isForCommands, opacityOfDigit, type KeyPlace } from './keys.ts'
import { isMac } from './platform.ts'
import { moveToRegion } from './regions.ts'

function placeOf(target: EventTarget | null, editor: Editor): KeyPlace {
  if (editor.session.getState().dialog) return 'modal'
  if (!(target instanceof Element) || target === document.body) return 'canvas'
  if (target.closest('[role="menu"], [role="listbox"], [role="dialog"], [role="alertdialog"]')) return 'modal'
  if (isTextField(target)) return 'text'
  if (target.closest('[role="treeitem"]')) return 'tree'
  return target.closest('[role="application"]') ? 'canvas' : 'control'
}

/** Key presses and pastes that are for the window, wherever the focus is. */
export function useKeyboard(): void {
  const editor = useEditor()
  // Before the window is painted: what can be seen takes keys.
  useLayoutEffect(() => {
    let digit: { digit: string; at: number } | null = null

    const setOpacity = (key: string) => {
      const state = editor.state()
      const ids = state.session.selection
      if (ids.length === 0 || !canEdit(state) || !state.session.preferences.singleKeyShortcuts) return false
      const { opacity, next } = opacityOfDigit(key, digit, performance.now())
      digit = next
      editor.actions.setOpacity(ids, opacity)
      return true
    }
    const pressKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const place = placeOf(event.target, editor)
      if (event.key === 'F6' && place !== 'modal') {
        event.preventDefault()
        return moveToRegion(event.shiftKey ? -1 : 1)
      }
      if (event.key === 'F10' && !event.shiftKey && place !== 'modal') {
        event.preventDefault()
        return document.querySelector<HTMLElement>('[role="menubar"] [role="menuitem"]')?.focus()
      }
      // Ends editing of text from its fields too.
      const endsText = event.key === 'Enter' && (event.ctrlKey || event.metaKey) && place === 'text'
      if (endsText && editor.session.getState().textEdit) {
        if (editor.pressKey(event, isMac)) event.preventDefault()
        return focusHome()
      }
      if (!isForCommands(event, place)) return
      // The clipboard comes with the event `paste`, without asking for leave.
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'v' && !event.shiftKey && !event.altKey)
        return
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey
      if (plain && /^\d$/.test(event.key) && setOpacity(event.key)) return event.preventDefault()
      if (editor.pressKey(event, isMac)) event.preventDefault()
    }
    const paste = (event: ClipboardEvent) => {
      if (isTextField(document.activeElement) || editor.session.getState().dialog) return
      event.preventDefault()
      const picture = pastedPicture(event.clipboardData)
      if (!picture) return void editor.actions.paste()
      void editor.actions.openFile(picture, 'Pasted image.png', placementOf(editor.state(), 'layer'))
    }
    window.addEventListener('keydown', pressKey)
    window.addEventListener('paste', paste)
    return () => {
      window.removeEventListener('keydown', pressKey)
      window.removeEventListener('paste', paste)
    }
  }, [editor])
}
