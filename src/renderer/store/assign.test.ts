import { describe, expect, it } from 'vitest'
import { getLayer } from '../../shared/document/tree.ts'
import type { PixelLayer } from '../../shared/document/types.ts'
import { whyNotAssigning } from './assigning.ts'
import { openWindow, type TestWindow } from './main-side.fixture.ts'
import { DocumentPixels } from './pixels/document-pixels.ts'

const canvas = { x: 0, y: 0, width: 40, height: 30 }

async function seen({ editor, assets }: TestWindow) {
  const pixels = new DocumentPixels(assets)
  return pixels.flatten(await pixels.nodes(editor.document.getState().records), canvas)
}

/** The colour of a layer at a document pixel; clear outside of it. */
async function colorAt({ editor, assets }: TestWindow, id: string, x: number, y: number): Promise<number[]> {
  const { asset, width, height, transform } = getLayer(editor.document.getState().records, id) as PixelLayer
  const { data } = await assets.fetch(asset)
  const [column, row] = [x - transform[4], y - transform[5]]
  if (column < 0 || row < 0 || column >= width || row >= height) return [0, 0, 0, 0]
  return [...data.subarray((row * width + column) * 4, (row * width + column) * 4 + 4)]
}

async function openAssigning(active: string, target: string) {
  const window = await openWindow()
  window.editor.actions.select([active])
  window.editor.actions.setAssignTarget(target)
  return { ...window, actions: window.editor.actions, steps: () => window.editor.document.getState().history.done }
}

// `one` (red, 2..12) and `two` (green, 6..16, above it), `back` below all.
describe('assigning pixels with the brush', () => {
  it('gives what is under a stroke to the layer that is chosen, what is seen being the same, as one step', async () => {
    const window = await openAssigning('one', 'back')
    const before = await seen(window)
    await window.actions.assignPixels([4, 4, 4, 9], 4)
    expect(await seen(window)).toEqual(before)
    expect(await colorAt(window, 'one', 4, 6)).toEqual([255, 0, 0, 0])
    expect(await colorAt(window, 'back', 4, 6)).toEqual([255, 0, 0, 255])
    expect(await colorAt(window, 'one', 9, 6)).toEqual([255, 0, 0, 255])
    expect(window.steps()).toEqual(['Assign pixels'])
  })

  it('gives back what strokes assigned, to both layers as they were, and nothing else', async () => {
    const window = await openAssigning('one', 'back')
    const before = await seen(window)
    await window.actions.assignPixels([4, 4, 4, 9], 4)
    await window.actions.assignPixels([9, 4], 4)
    // Wider than the first stroke: what was never given is not taken.
    await window.actions.assignPixels([4, 4, 4, 9], 6, { back: true })
    expect(await seen(window)).toEqual(before)
    expect(await colorAt(window, 'one', 4, 6)).toEqual([255, 0, 0, 255])
    expect(await colorAt(window, 'back', 4, 6)).toEqual([10, 20, 30, 255])
    expect(await colorAt(window, 'back', 1, 6)).toEqual([10, 20, 30, 255])
    expect(await colorAt(window, 'back', 9, 4)).toEqual([255, 0, 0, 255])
    expect(window.steps()).toEqual(['Assign pixels', 'Assign pixels', 'Give pixels back'])
  })

  it('knows what was assigned after undo too, and nothing of it after other changes', async () => {
    const window = await openAssigning('one', 'back')
    const { actions, editor } = window
    await actions.assignPixels([4, 4, 4, 9], 4)
    await actions.assignPixels([9, 4], 4)
    editor.run('edit.undo')
    await actions.assignPixels([4, 6], 4, { back: true })
    expect(await colorAt(window, 'one', 4, 6)).toEqual([255, 0, 0, 255])
    actions.moveBy(['one'], 1, 0)
    await actions.assignPixels([4, 9], 4, { back: true })
    expect(editor.session.getState().toasts.at(-1)).toMatchObject({
      tone: 'warning',
      message: 'Nothing was assigned to "back" there.',
    })
  })

  it('says what is missing before there is a stroke', async () => {
    const { editor } = await openWindow()
    const { actions } = editor
    actions.select([])
    const said = () => whyNotAssigning(editor.state())?.message ?? null
    expect(said()).toBe('No layer is selected.')
    actions.select(['group'])
    expect(said()).toBe('Layer "group" has no pixels of its own.')
    actions.select(['one'])
    expect(said()).toBe('No layer is chosen to assign to.')
    actions.setAssignTarget('one')
    expect(said()).toBe('No layer is chosen to assign to.')
    actions.setAssignTarget('two')
    expect(said()).toBeNull()
  })

  it('is a mode of the brush that keys go to', async () => {
    const { editor } = await openWindow()
    const press = (key: string, shiftKey = false) =>
      editor.pressKey({ key, code: `Key${key}`, ctrlKey: false, metaKey: false, altKey: false, shiftKey }, false)
    const now = () => [editor.session.getState().tool, editor.session.getState().toolOptions.brush.mode]
    press('b')
    expect(now()).toEqual(['brush', 'mask'])
    press('B', true)
    expect(now()).toEqual(['brush', 'assign'])
    press('B', true)
    expect(now()).toEqual(['brush', 'mask'])
  })
})
