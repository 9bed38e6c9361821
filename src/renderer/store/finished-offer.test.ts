/** The offer to keep what a cancelled decompose had finished, against a main side in memory. */
import { describe, expect, it } from 'vitest'
import { renameLayer } from '../../shared/document/commands/properties.ts'
import { openWindow, type TestWindow } from './main-side.fixture.ts'

/** A window in which a decompose was cancelled when so many layers were finished. */
async function cancelled(finished?: number): Promise<TestWindow> {
  let jobs = 0
  const start = async () => {
    const job = `job-${++jobs}`
    // After the answer.
    setTimeout(() => {
      const of = { job, kind: jobs === 1 ? ('decompose' as const) : ('keep' as const), document: 'doc' }
      if (jobs === 1) return window.main.server.emit('job.ended', { ...of, outcome: { status: 'cancelled', finished } })
      window.main.change('Keep 2 finished layers', renameLayer(window.main.records, { id: 'two', name: 'kept' }))
      const result = { revision: 1, layers: ['back', 'one', 'two'], notes: [], seconds: 1 }
      window.main.server.emit('job.ended', { ...of, outcome: { status: 'done', result } })
    })
    return { job }
  }
  const window = await openWindow({
    'decompose.start': start,
    'decompose.keep': start,
    'decompose.drop': async () => ({}),
  })
  await window.editor.actions.decompose()
  return window
}

const toasts = ({ editor }: TestWindow) =>
  editor.session.getState().toasts.map(({ message, actions }) => [message, ...actions.map(({ label }) => label)])
const calls = ({ main }: TestWindow) => main.calls.filter((method) => method.startsWith('decompose.'))

describe('the offer to keep finished layers', () => {
  it.each([
    [1, 'Keep 1 finished layer'],
    [2, 'Keep 2 finished layers'],
  ])('names %i, is taken once, and ends in one step', async (finished, label) => {
    const window = await cancelled(finished)
    const { editor } = window
    expect(toasts(window)).toEqual([['Decompose was cancelled', label]])
    expect(editor.run('layer.keepFinished')).toBe(true)
    editor.actions.dismissToast(editor.session.getState().toasts[0]?.id ?? 0)
    await expect.poll(() => toasts(window)).toEqual([['Kept 2 layers']])
    expect(calls(window)).toEqual(['decompose.start', 'decompose.keep'])
    expect(editor.document.getState().history.done).toEqual(['Keep 2 finished layers'])
    expect(editor.session.getState().selection).toEqual(['one', 'two'])
    expect(editor.run('layer.keepFinished')).toBe(false)
  })

  it('is not made where nothing was finished', async () => {
    const window = await cancelled()
    expect(toasts(window)).toEqual([['Decompose was cancelled']])
    expect(window.editor.run('layer.keepFinished')).toBe(false)
  })

  it('ends with an edit of the document, and with its toast: then the layers are let go', async () => {
    const edited = await cancelled(2)
    edited.editor.actions.rename('one', 'edited')
    expect(toasts(edited)).toEqual([])
    const closed = await cancelled(2)
    closed.editor.actions.dismissToast(closed.editor.session.getState().toasts[0].id)
    for (const window of [edited, closed]) {
      expect(window.editor.run('layer.keepFinished')).toBe(false)
      await expect.poll(() => calls(window)).toEqual(['decompose.start', 'decompose.drop'])
    }
  })

  it('ends where other work on the layers begins', async () => {
    const window = await cancelled(2)
    const decomposed = window.editor.actions.decompose()
    expect(toasts(window)).toEqual([])
    await decomposed
    expect(calls(window)).toEqual(['decompose.start', 'decompose.start'])
  })
})
