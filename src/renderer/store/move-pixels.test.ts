import { describe, expect, it } from 'vitest'
import { setVisible } from '../../shared/document/commands/properties.ts'
import { getLayer } from '../../shared/document/tree.ts'
import type { PixelLayer } from '../../shared/document/types.ts'
import { openWindow, type TestWindow } from './main-side.fixture.ts'
import { DocumentPixels } from './pixels/document-pixels.ts'

const canvas = { x: 0, y: 0, width: 40, height: 30 }

async function seen({ editor, assets }: TestWindow) {
  const pixels = new DocumentPixels(assets)
  return pixels.flatten(await pixels.nodes(editor.document.getState().records), canvas)
}

async function alphaAt({ editor, assets }: TestWindow, id: string, x: number, y: number): Promise<number> {
  const { asset, width, height, transform } = getLayer(editor.document.getState().records, id) as PixelLayer
  const { data } = await assets.fetch(asset)
  const [column, row] = [x - transform[4], y - transform[5]]
  return column < 0 || row < 0 || column >= width || row >= height ? 0 : data[(row * width + column) * 4 + 3]
}

describe('moving pixels to another layer', () => {
  // `one` (red, 2..12) and `two` (green, 6..16, above it), `top` half transparent at 20,10.
  it('takes them out of the one and puts them into the other, what is seen being the same, as one step', async () => {
    const window = await openWindow()
    const { actions, document } = window.editor
    const before = await seen(window)
    actions.select(['one'])
    actions.selectRectangle({ x: 2, y: 2, width: 4, height: 10 })
    await actions.movePixelsTo('two')
    expect(await seen(window)).toEqual(before)
    expect([await alphaAt(window, 'one', 3, 4), await alphaAt(window, 'two', 3, 4)]).toEqual([0, 255])
    expect([await alphaAt(window, 'one', 8, 4), await alphaAt(window, 'two', 8, 4)]).toEqual([255, 0])
    expect(document.getState().history.done).toEqual(['Move pixels'])
    window.editor.run('edit.undo')
    expect(await alphaAt(window, 'one', 3, 4)).toBe(255)
  })

  it('goes down too, and merges with what is there, half transparent pixels as well', async () => {
    const window = await openWindow()
    const before = await seen(window)
    window.editor.actions.select(['top'])
    window.editor.actions.selectRectangle({ x: 20, y: 10, width: 4, height: 8 })
    await window.editor.actions.movePixelsTo('back')
    expect(await seen(window)).toEqual(before)
    expect([await alphaAt(window, 'top', 21, 12), await alphaAt(window, 'back', 21, 12)]).toEqual([0, 255])
    expect(await alphaAt(window, 'top', 25, 12)).toBe(128)
  })

  it('leaves what other layers lie between, and says so', async () => {
    const window = await openWindow()
    const { actions, session } = window.editor
    const before = await seen(window)
    actions.select(['two'])
    actions.selectRectangle({ x: 6, y: 6, width: 10, height: 10 })
    // `one` lies between `two` and `back` on 6 × 6 pixels.
    await actions.movePixelsTo('back')
    expect(await seen(window)).toEqual(before)
    expect([await alphaAt(window, 'two', 8, 8), await alphaAt(window, 'two', 14, 14)]).toEqual([255, 0])
    expect(session.getState().toasts.at(-1)?.message).toBe('36 pixels stayed.')
  })

  it('changes nothing where none could go, or nothing is selected of the layer', async () => {
    const window = await openWindow()
    const { actions, document, session } = window.editor
    const said = () => session.getState().toasts.at(-1)?.error?.code
    actions.select(['two'])
    actions.selectRectangle({ x: 7, y: 7, width: 3, height: 3 })
    await actions.movePixelsTo('back')
    expect(said()).toBe('NOT_ALLOWED')
    actions.selectRectangle({ x: 30, y: 2, width: 3, height: 3 })
    await actions.movePixelsTo('one')
    expect(said()).toBe('NOT_ALLOWED')
    expect(document.getState().history.done).toEqual([])
  })

  it('does not let pixels vanish into a hidden layer', async () => {
    const window = await openWindow()
    const { main, editor } = window
    main.change('Hide', setVisible(main.records, { ids: ['back'], visible: false }))
    await new Promise((resolve) => setTimeout(resolve, 10))
    const before = await seen(window)
    editor.actions.select(['two'])
    editor.actions.selectRectangle({ x: 13, y: 13, width: 2, height: 2 })
    await editor.actions.movePixelsTo('back')
    expect(await seen(window)).toEqual(before)
    expect(await alphaAt(window, 'two', 14, 14)).toBe(255)
  })
})
