import { describe, expect, it, vi } from 'vitest'
import { newPixelLayer, translation } from '../../shared/document/records.ts'
import { insertLayers } from '../../shared/document/commands/structure.ts'
import { childrenOf, getLayer } from '../../shared/document/tree.ts'
import type { PixelLayer, TextRun } from '../../shared/document/types.ts'
import { placementOf, showsOriginal, type TextLayer } from '../../shared/text/live-text.ts'
import { evenPixels, openWindow, type TestWindow } from './main-side.fixture.ts'
import { awaitsFont, currentText, describeIssue, textIssues } from './text-state.ts'

const read: TextRun = { string: 'SALE', box: { x: 5, y: 6, width: 12, height: 4 }, confidence: 0.97, color: [1, 2, 3] }

/** The sample document with a layer in which SALE was read. */
async function openText(): Promise<TestWindow> {
  const window = await openWindow()
  const asset = window.assets.add(evenPixels(12, 4, [1, 2, 3, 255]))
  const layer = newPixelLayer({
    id: 'sale',
    name: 'Text: SALE',
    kind: 'text',
    asset,
    width: 12,
    height: 4,
    transform: translation(5, 6),
    texts: [read],
  })
  window.main.change(
    'Found',
    insertLayers(window.main.records, { layers: [layer], at: { parent: null, above: 'top' } }),
  )
  await window.editor.flush()
  return window
}

const layerOf = ({ editor }: TestWindow, id = 'sale') => getLayer(editor.document.getState().records, id) as PixelLayer
const steps = ({ editor }: TestWindow) => editor.document.getState().history.done
const edit = ({ editor }: TestWindow) => editor.session.getState().textEdit

describe('the controls of text that was read', () => {
  it('show what was found for the layer that is selected, and nothing changes', async () => {
    const window = await openText()
    const before = layerOf(window)
    expect(currentText(window.editor.state())).toBe(null)
    window.editor.actions.select(['sale'])
    expect(awaitsFont(window.editor.state())).toBe(true)
    await vi.waitFor(() => expect(currentText(window.editor.state())).toMatchObject({ family: 'Lobster', size: 4 }))
    expect(awaitsFont(window.editor.state())).toBe(false)
    expect(layerOf(window)).toBe(before)
    await window.editor.actions.editText('sale')
    expect(window.main.calls.filter((call) => call === 'text.match')).toHaveLength(1)
  })
})

describe('the caret in text that was read', () => {
  it('finds its font first, and changes nothing until something is changed', async () => {
    const window = await openText()
    const before = layerOf(window)
    await window.editor.actions.editText('sale', { x: 7, y: 8 })
    expect(edit(window)).toMatchObject({
      layer: 'sale',
      at: { x: 7, y: 8 },
      text: { string: 'SALE', family: 'Lobster', size: 4 },
      placement: translation(5.25, 10),
    })
    expect(window.editor.session.getState()).toMatchObject({ tool: 'text', selection: ['sale'] })
    await window.editor.actions.commitText()
    expect(edit(window)).toBe(null)
    expect(layerOf(window)).toBe(before)
    expect(steps(window)).toEqual(['Found'])
    await window.editor.actions.editText('sale')
    expect(window.main.calls.filter((call) => call === 'text.match')).toHaveLength(1)
  })

  it('commits what was typed as one step, with its inverse', async () => {
    const window = await openText()
    const { actions } = window.editor
    const before = layerOf(window)
    await actions.editText('sale')
    for (const typed of ['S', 'SU', 'SUN']) actions.typeText(typed)
    await actions.setTextStyle({ color: [9, 8, 7] })
    expect(layerOf(window)).toBe(before)
    await actions.commitText()
    const after = layerOf(window) as TextLayer
    expect(after).toMatchObject({
      name: 'Text: SUN',
      width: 6,
      texts: [read],
      text: { string: 'SUN', color: [9, 8, 7], likeness: 0.8, original: { asset: before.asset } },
    })
    expect(placementOf(after)).toEqual(translation(5.25, 10))
    expect(steps(window)).toEqual(['Found', 'Edit text'])
    actions.undo()
    expect(layerOf(window)).toEqual(before)
    actions.redo()
    await window.editor.flush()
    expect(window.main.records.sale).toEqual(after)
  })

  it('is given up by Escape and by undo, and takes a layer along whose words are gone', async () => {
    const window = await openText()
    const { actions } = window.editor
    for (const giveUp of [() => actions.cancelText(), () => actions.escape(), () => actions.undo()]) {
      await actions.editText('sale')
      actions.typeText('other')
      giveUp()
      expect(edit(window)).toBe(null)
      expect(steps(window)).toEqual(['Found'])
    }
    await actions.editText('sale')
    actions.typeText(' ')
    await actions.commitText()
    expect(window.editor.document.getState().records.sale).toBeUndefined()
    expect(steps(window)).toEqual(['Found', 'Delete text'])
  })

  it('is left when something else is selected, or a command is run', async () => {
    const window = await openText()
    const { actions } = window.editor
    await actions.editText('sale')
    actions.typeText('ONE')
    actions.select(['top'])
    await expect.poll(() => edit(window)).toBe(null)
    expect(steps(window)).toEqual(['Found', 'Edit text'])
    await actions.editText('sale')
    actions.typeText('TWO')
    window.editor.run('layer.duplicate')
    await expect.poll(() => steps(window)).toEqual(['Found', 'Edit text', 'Edit text', 'Duplicate layer'])
    expect(layerOf(window).text?.string).toBe('TWO')
  })

  it('keeps to locks', async () => {
    const window = await openText()
    window.editor.actions.setLocks(['sale'], { pixels: true })
    await window.editor.actions.editText('sale')
    expect(edit(window)).toBe(null)
    expect(window.editor.session.getState().toasts.at(-1)?.message).toContain('locked')
  })
})

describe('new text', () => {
  it('becomes a layer above the active one, in the colour at hand', async () => {
    const window = await openText()
    const { actions } = window.editor
    actions.select(['back'])
    actions.setColors({ foreground: [10, 20, 30] })
    await actions.setTextStyle({ family: 'Anton', size: 12 })
    actions.startText({ x: 3.4, y: 20 })
    actions.typeText('Hi\nyou')
    await actions.commitText()
    const [id] = window.editor.session.getState().selection
    expect(layerOf(window, id)).toMatchObject({
      name: 'Text: Hi / you',
      kind: 'text',
      text: { string: 'Hi\nyou', family: 'Anton', size: 12, color: [10, 20, 30], original: null, likeness: null },
    })
    const order = childrenOf(window.editor.document.getState().records, null).map((layer) => layer.id)
    expect(order.indexOf(id)).toBe(order.indexOf('back') + 1)
    expect(steps(window)).toEqual(['Found', 'New text'])
  })

  it('leaves nothing behind where nothing was typed', async () => {
    const window = await openText()
    window.editor.actions.startText({ x: 3, y: 20 })
    await window.editor.actions.commitText()
    expect(edit(window)).toBe(null)
    expect(steps(window)).toEqual(['Found'])
  })
})

describe('a layer of text', () => {
  async function openLive() {
    const window = await openText()
    const original = layerOf(window)
    await window.editor.actions.setWords('sale', 'SUNNY')
    return { window, original, actions: window.editor.actions }
  }

  it('takes other fonts and sizes without the caret, one step each', async () => {
    const { window, actions } = await openLive()
    actions.select(['sale'])
    await actions.setTextStyle({ family: 'Anton' })
    await actions.setTextStyle({ size: 8 })
    expect(layerOf(window)).toMatchObject({ height: 8, text: { family: 'Anton', size: 8, likeness: null } })
    expect(steps(window)).toEqual(['Found', 'Edit text', 'Font', 'Font size'])
  })

  it('shows the pixels that it was found in, exactly where they were, until it is edited', async () => {
    const { window, original, actions } = await openLive()
    actions.moveBy(['sale'], 3, -2)
    await actions.showOriginalPixels('sale', true)
    const { asset, width, height } = original
    expect(layerOf(window)).toMatchObject({ asset, width, height, transform: translation(8, 4) })
    expect(showsOriginal(layerOf(window) as TextLayer)).toBe(true)
    await actions.setWords('sale', 'RAIN')
    expect(showsOriginal(layerOf(window) as TextLayer)).toBe(false)
    expect(placementOf(layerOf(window) as TextLayer)).toEqual(translation(8.25, 8))
  })

  it('is drawn anew when it is scaled', async () => {
    const { window, actions } = await openLive()
    actions.transform(['sale'], [2, 0, 0, 2, 0, 0], { name: 'Scale' })
    await expect.poll(() => steps(window).at(-1)).toBe('Scale')
    const scaled = layerOf(window) as TextLayer
    expect(scaled).toMatchObject({ height: 8, text: { size: 8 } })
    expect(scaled.transform.slice(0, 4)).toEqual([1, 0, 0, 1])
    expect(placementOf(scaled)).toEqual(translation(10.5, 20))
  })

  it('is text no more when its pixels are changed, or it is converted', async () => {
    const { window, actions } = await openLive()
    const { asset } = layerOf(window)
    await actions.convertToPixels(['sale'])
    expect(layerOf(window)).toMatchObject({ asset, text: null })
    actions.undo()
    actions.selectRectangle({ x: 5, y: 6, width: 3, height: 3 })
    await actions.clearSelected(['sale'])
    expect(layerOf(window).text).toBe(null)
  })

  it('says what is doubtful about it', async () => {
    const { window, actions } = await openLive()
    const layer = layerOf(window)
    expect(textIssues(layer)).toEqual([])
    const { text } = layer as TextLayer
    expect(textIssues({ ...layer, text: { ...text, likeness: 0.3 } })).toEqual(['other font'])
    const missing = { ...layer, text: { ...text, family: 'Nonesuch', string: '大 SUNNY' } }
    expect(textIssues(missing)).toEqual(['font missing', 'characters missing'])
    expect(describeIssue('font missing', missing)).toContain('Nonesuch')
    const unsure = { ...layer, text: null, texts: [{ ...read, confidence: 0.6 }] }
    expect(textIssues(unsure)).toEqual(['doubtful words'])
    await actions.setWords('sale', 'SALE')
    expect(textIssues({ ...layerOf(window), texts: unsure.texts })).toEqual(['doubtful words'])
  })
})
