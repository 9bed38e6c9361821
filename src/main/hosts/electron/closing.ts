/** What happens to unsaved changes when a window is closed. */
import { errorToData, type ErrorData } from '../../../shared/contract/errors.ts'
import type { EditorSession } from '../../services/editor/editor-session.ts'

export type CloseAnswer = 'save' | 'discard' | 'cancel'

export interface ClosePrompt {
  /** Save / Don't save / Cancel. */
  ask(documentName: string): Promise<CloseAnswer>
  explain(error: ErrorData): Promise<void>
}

/**
 * Asks for every document with unsaved changes, and saves or closes it as the person says. Gives whether the window may
 * be closed; when saving fails or its dialog is dismissed, it may not.
 */
export async function mayClose(session: EditorSession, prompt: ClosePrompt): Promise<boolean> {
  for (const document of session.documents()) {
    if (!document.dirty) continue
    const answer = await prompt.ask(document.name)
    if (answer === 'cancel') return false
    if (answer === 'discard') {
      await session.closeDocument(document, { keep: false })
      continue
    }
    try {
      const { signal } = new AbortController()
      const saved = await session.handlers['document.save']({ document: document.id, overwrite: false }, { signal })
      if (!saved) return false
      const { savedRevision, name, file } = saved
      session.emit('document.saved', { document: document.id, savedRevision, name, file })
    } catch (error) {
      await prompt.explain(errorToData(error))
      return false
    }
  }
  return true
}
