import { useEffect } from 'react'
import { useClient, useEditor, useSession } from './editor-context.ts'
import { nativeMenus, recentOfCommand, targetOfCommand } from './native-menu.ts'

/** On a Mac the menus stand at the top of the screen; they are told there as they change. */
export function useNativeMenu(): void {
  const editor = useEditor()
  const client = useClient()
  const native = useSession(({ app }) => app?.host === 'electron' && app.platform === 'darwin')
  useEffect(() => {
    if (!native) return
    let told = ''
    const tell = () => {
      const menus = nativeMenus(editor.state())
      const text = JSON.stringify(menus)
      if (text === told) return
      told = text
      void client.request('window.setMenu', { menus })
    }
    tell()
    const ends = [
      editor.document.subscribe(tell),
      editor.session.subscribe(tell),
      client.on('menu.command', ({ command }) => {
        const id = recentOfCommand(command)
        if (id !== null) void editor.actions.openFrom({ kind: 'recent', id })
        const target = targetOfCommand(command)
        if (target !== null) void editor.actions.movePixelsTo(target)
      }),
    ]
    return () => ends.forEach((end) => end())
  }, [client, editor, native])
}
