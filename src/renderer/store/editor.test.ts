import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LaminaError } from '../../shared/contract/errors.ts'
import { renameLayer, setVisible } from '../../shared/document/commands/properties.ts'
import { documentProblems } from '../../shared/document/invariants.ts'
import { childrenOf, getLayer, layersOf } from '../../shared/document/tree.ts'
import { blendModes, type PixelLayer } from '../../shared/document/types.ts'
import { openWindow, type TestWindow } from './main-side.fixture.ts'

const state = ({ editor }: TestWindow) => editor.document.getState()
const layer = (window: TestWindow, id: string) => getLayer(state(window).records, id)
const order = (window: TestWindow, parent: string | null = null) =>
  childrenOf(state(window).records, parent).map(({ id }) => id)
const toasts = ({ editor }: TestWindow) => editor.session.getState().toasts.map(({ message }) => message)

describe('the selection', () => {
  const selected = ({ editor }: TestWindow) => [...editor.session.getState().selection].sort()

  it('is what a group held when the group is taken back, and the group when it is made again', async () => {
    const window = await openWindow()
    const { actions } = window.editor
    actions.select(['one', 'two'])
    actions.group(['one', 'two'])
    expect(selected(window)).not.toEqual(['one', 'two'])
    actions.undo()
    expect(selected(window)).toEqual(['one', 'two'])
    actions.ungroup(['group'])
    actions.select(['one'])
    actions.undo()
    expect(selected(window)).toEqual(['one'])
  })

  it('is what lay next to a copy that is taken back', async () => {
    const window = await openWindow()
    const { actions } = window.editor
    actions.duplicate(['top'])
    expect(selected(window)).not.toEqual(['top'])
    actions.undo()
    expect(selected(window)).toEqual(['top'])
  })
})

describe('changes', () => {
  it('show at once and reach the main side', async () => {
    const window = await openWindow()
    window.editor.actions.rename('top', 'Headline')
    expect(layer(window, 'top').name).toBe('Headline')
    expect(state(window)).toMatchObject({ dirty: true, pending: 1, revision: 0 })
    await window.editor.flush()
    expect(window.main.records).toEqual(state(window).records)
    expect(state(window)).toMatchObject({ pending: 0, revision: 1, history: { done: ['Rename layer'], undone: [] } })
  })

  it('a gesture is one step and one commit, and can be taken back', async () => {
    const window = await openWindow()
    const { actions } = window.editor
    for (const opacity of [0.9, 0.5, 0.2]) actions.setOpacity(['top'], opacity, { preview: true })
    expect(layer(window, 'top').opacity).toBe(0.2)
    expect(state(window).history.done).toEqual([])
    actions.setOpacity(['top'], 0.3)
    await window.editor.flush()
    expect(window.main.commits).toHaveLength(1)
    expect(state(window).history.done).toEqual(['Opacity'])
    actions.setOpacity(['top'], 0.7, { preview: true })
    actions.cancelGesture()
    expect(layer(window, 'top').opacity).toBe(0.3)
  })

  it('undo during a gesture takes it back as a step, which redo brings back', async () => {
    const window = await openWindow()
    const { actions } = window.editor
    actions.select(['top'])
    actions.nudge(4, 0)
    const moved = (layer(window, 'top') as PixelLayer).transform
    actions.undo()
    expect((layer(window, 'top') as PixelLayer).transform).not.toEqual(moved)
    actions.redo()
    expect((layer(window, 'top') as PixelLayer).transform).toEqual(moved)
  })

  it('moves by what the gesture moved in all, not by the sum of its steps', async () => {
    const window = await openWindow()
    for (const x of [1, 5, 9]) window.editor.actions.moveBy(['top'], x, 2, { preview: true })
    window.editor.actions.moveBy(['top'], 10, 3)
    expect((layer(window, 'top') as PixelLayer).transform).toEqual([1, 0, 0, 1, 30, 13])
  })

  it('that are refused are taken back, and told', async () => {
    const window = await openWindow()
    window.main.refuse = new LaminaError('DISK_FULL', 'The disk is full.', 'Free some space.')
    window.editor.actions.rename('top', 'lost')
    await window.editor.flush()
    expect(layer(window, 'top').name).toBe('top')
    expect(state(window)).toMatchObject({ pending: 0, history: { done: [], undone: [] } })
    expect(toasts(window)).toEqual(['The disk is full.'])
  })

  it('made while the main side changes something else go on top of it', async () => {
    const window = await openWindow()
    window.main.change('Split layer', renameLayer(window.main.records, { id: 'one', name: 'from main' }))
    window.editor.actions.rename('top', 'from here')
    await window.editor.flush()
    expect(window.main.records).toEqual(state(window).records)
    expect(layer(window, 'one').name).toBe('from main')
    expect(layer(window, 'top').name).toBe('from here')
  })

  it('that no longer fit what the main side did are dropped without harm', async () => {
    const window = await openWindow()
    window.main.change('Decompose', setVisible(window.main.records, { ids: ['top'], visible: false }))
    window.editor.actions.rename('top', 'from here')
    await window.editor.flush()
    expect(window.main.records).toEqual(state(window).records)
    expect(layer(window, 'top')).toMatchObject({ name: 'top', visible: false })
    expect(toasts(window)).toHaveLength(1)
  })

  it('of the main side are one step that undo takes back', async () => {
    const window = await openWindow()
    const before = window.main.records
    window.main.change('Decompose', renameLayer(before, { id: 'one', name: 'found' }))
    await new Promise((resolve) => setTimeout(resolve))
    expect(state(window).history.done).toEqual(['Decompose'])
    window.editor.actions.undo()
    await window.editor.flush()
    expect(window.main.records).toEqual(before)
  })
})

describe('locks', () => {
  it('hold for moving, pixels and everything, also inside groups', async () => {
    const window = await openWindow()
    const { actions } = window.editor
    actions.setLocks(['group'], { position: true })
    actions.moveBy(['one'], 5, 5)
    expect((layer(window, 'one') as PixelLayer).transform[4]).toBe(2)
    actions.setLocks(['group'], { position: true, pixels: true, transparency: true })
    actions.remove(['group'])
    actions.setOpacity(['two'], 0.1)
    await actions.mergeLayers(['one', 'two'])
    expect(order(window, 'group')).toEqual(['one', 'two'])
    expect(layer(window, 'two').opacity).toBe(1)
    expect(toasts(window)).toContain('Layer "one" is locked.')
  })
})

describe('layers', () => {
  it('show alone, and all again', async () => {
    const window = await openWindow()
    const { actions } = window.editor
    actions.setVisible(['back'], false)
    actions.toggleSolo('one')
    const visible = () =>
      layersOf(state(window).records)
        .filter((each) => each.visible)
        .map(({ id }) => id)
        .sort()
    expect(visible()).toEqual(['group', 'one'])
    actions.toggleSolo('one')
    expect(visible()).toEqual(['group', 'one', 'top', 'two'])
  })

  it('sweeping over eyes is one step', async () => {
    const window = await openWindow()
    const { actions } = window.editor
    actions.setVisible(['one'], false, { preview: true })
    actions.setVisible(['two'], false, { preview: true })
    actions.commitGesture()
    expect([layer(window, 'one').visible, layer(window, 'two').visible]).toEqual([false, false])
    expect(state(window).history.done).toEqual(['Hide layer'])
  })

  it('are arranged among their siblings', async () => {
    const window = await openWindow()
    const { actions } = window.editor
    actions.arrange(['back'], 'front')
    expect(order(window)).toEqual(['group', 'top', 'back'])
    actions.arrange(['back', 'top'], 'backward')
    expect(order(window)).toEqual(['top', 'back', 'group'])
    actions.arrange(['back', 'top'], 'backward')
    expect(order(window)).toEqual(['top', 'back', 'group'])
    actions.arrange(['top'], 'forward')
    expect(order(window)).toEqual(['back', 'top', 'group'])
  })

  it('merge into what they showed', async () => {
    const window = await openWindow()
    const { actions } = window.editor
    actions.setOpacity(['top'], 0.5)
    actions.select(['top'])
    actions.arrange(['top'], 'backward')
    await actions.mergeDown()
    const [merged] = order(window)
    const { asset, width, height, name } = layer(window, merged) as PixelLayer
    expect({ width, height, name }).toEqual({ width: 40, height: 30, name: 'back' })
    const { data } = await window.assets.fetch(asset)
    const at = (15 * 40 + 24) * 4
    const share = (128 / 255) * 0.5
    expect([...data.slice(at, at + 4)]).toEqual(
      [10, 20, 30].map((back, c) => Math.round(back + share * ([200, 100, 50][c] - back))).concat(255),
    )
    expect(state(window).history.done.at(-1)).toBe('Merge down')
  })

  it('flatten to an opaque background', async () => {
    const window = await openWindow()
    await window.editor.actions.flatten()
    expect(order(window)).toHaveLength(1)
    const [id] = order(window)
    const { data } = await window.assets.fetch((layer(window, id) as PixelLayer).asset)
    expect(data.every((value, index) => index % 4 < 3 || value === 255)).toBe(true)
  })
})

describe('masks', () => {
  it('from the alpha show what the layer showed', async () => {
    const window = await openWindow()
    const { actions } = window.editor
    await actions.addMask(['top'], 'alpha')
    const { mask } = layer(window, 'top')
    expect(mask).toMatchObject({ x: 20, y: 10, width: 8, height: 8, outside: 0 })
    expect((await window.assets.fetch(mask?.asset ?? '')).data.every((value) => value === 128)).toBe(true)
    await actions.applyMask(['top'])
    const { data } = await window.assets.fetch((layer(window, 'top') as PixelLayer).asset)
    expect([...data.slice(0, 4)]).toEqual([200, 100, 50, 128])
    expect(layer(window, 'top').mask).toBeNull()
  })

  it('are painted, in one step a stroke', async () => {
    const window = await openWindow()
    const { actions } = window.editor
    await actions.addMask(['back'])
    await actions.paintMask('back', { points: [10, 10, 20, 10], size: 6, hardness: 1, opacity: 1, value: 0 })
    const { mask } = layer(window, 'back')
    const { data } = await window.assets.fetch(mask?.asset ?? '')
    expect([data[10 * 40 + 15], data[10 * 40 + 30], data[20 * 40 + 15]]).toEqual([0, 255, 255])
    expect(state(window).history.done).toEqual(['Add mask', 'Erase on mask'])
  })

  it('are painted by strokes that follow each other faster than they are stored', async () => {
    const window = await openWindow()
    const { actions } = window.editor
    await actions.addMask(['back'])
    const turns: number[] = []
    const dab = (x: number) =>
      actions.paintMask('back', { points: [x, 10], size: 6, hardness: 1, opacity: 1, value: 0 }, () => turns.push(x))
    expect(await Promise.all([dab(6), dab(18), dab(30)])).toEqual([true, true, true])
    expect(turns).toEqual([6, 18, 30])
    const { data } = await window.assets.fetch(layer(window, 'back').mask?.asset ?? '')
    expect([6, 12, 18, 24, 30].map((x) => data[10 * 40 + x])).toEqual([0, 255, 0, 255, 0])
    expect(state(window).history.done).toHaveLength(4)
    expect(toasts(window)).toEqual([])
  })

  it('come from the selection, move along, and load as a selection', async () => {
    const window = await openWindow()
    const { actions, session } = window.editor
    actions.selectRectangle({ x: 3, y: 4, width: 5, height: 6 })
    await actions.addMask(['one'])
    actions.moveBy(['group'], 2, 1)
    expect(layer(window, 'one').mask).toMatchObject({ x: 5, y: 5, width: 5, height: 6, outside: 0 })
    actions.deselect()
    await actions.loadSelection('one', 'mask')
    expect(session.getState().pixelSelection).toMatchObject({ x: 5, y: 5, width: 5, height: 6 })
  })
})

describe('transforms', () => {
  it('of a layer with a mask stay where they were dragged to until the mask is drawn', async () => {
    const window = await openWindow()
    const { actions } = window.editor
    await actions.addMask(['top'], 'alpha')
    const before = layer(window, 'top').mask
    const seen: unknown[] = []
    const end = window.editor.document.subscribe(() => seen.push((layer(window, 'top') as PixelLayer).transform[0]))
    actions.transform(['top'], [1.5, 0, 0, 1.5, 0, 0], { preview: true, name: 'Scale' })
    actions.transform(['top'], [2, 0, 0, 2, 0, 0], { name: 'Scale' })
    await expect.poll(() => state(window).history.done).toEqual(['Add mask', 'Scale'])
    end()
    expect(new Set(seen)).toEqual(new Set([1.5, 2]))
    expect(before).toMatchObject({ width: 8, height: 8 })
    expect(layer(window, 'top').mask).toMatchObject({ x: 40, y: 20, width: 16, height: 16 })
    actions.undo()
    expect(layer(window, 'top').mask).toEqual(before)
  })

  it('keep the source pixels', async () => {
    const window = await openWindow()
    const { actions } = window.editor
    const { asset } = layer(window, 'top') as PixelLayer
    actions.flip(['top'], 'horizontal')
    actions.rotate(['top'], 90)
    actions.setBox(['top'], { width: 16 })
    expect((layer(window, 'top') as PixelLayer).asset).toBe(asset)
    actions.resetTransform(['top'])
    expect((layer(window, 'top') as PixelLayer).transform.slice(0, 4)).toEqual([1, 0, 0, 1])
  })

  it('begin with what a nudge made, however soon after it they come', async () => {
    const window = await openWindow()
    const { actions } = window.editor
    const place = (id: string) => (layer(window, id) as PixelLayer).transform
    const [, , , , x, y] = place('top')
    actions.select(['top'])
    actions.nudge(-2, 0)
    actions.setBox(['top'], { x: 12 })
    expect(place('top')).toEqual([1, 0, 0, 1, 12, y])
    actions.nudge(0, 3)
    actions.flip(['top'], 'vertical')
    expect(place('top')).toMatchObject({ 3: -1, 4: 12 })
    actions.nudge(1, 0)
    actions.nudge(1, 0)
    actions.select(['one'])
    actions.nudge(5, 0)
    expect(place('top')[4]).toBe(14)
    window.editor.actions.commitGesture()
    expect(state(window).history.done).toEqual(['Nudge', 'Move', 'Nudge', 'Flip vertical', 'Nudge', 'Nudge'])
    for (let steps = 0; steps < 6; steps++) actions.undo()
    expect(place('top')).toEqual([1, 0, 0, 1, x, y])
  })

  it('crop moves everything and keeps what lies outside', async () => {
    const window = await openWindow()
    window.editor.actions.cropCanvas({ x: 5, y: 6, width: 20, height: 10 })
    expect(state(window).records.document).toMatchObject({ width: 20, height: 10 })
    expect((layer(window, 'one') as PixelLayer).transform).toEqual([1, 0, 0, 1, -3, -4])
  })

  it('align and distribute by whole pixels', async () => {
    const window = await openWindow()
    const { actions } = window.editor
    actions.align(['top'], 'right')
    expect((layer(window, 'top') as PixelLayer).transform[4]).toBe(32)
    actions.ungroup(['group'])
    actions.distribute(['one', 'two', 'top'], 'horizontal')
    const xs = ['one', 'two', 'top'].map((id) => (layer(window, id) as PixelLayer).transform[4])
    expect(xs).toEqual([2, 17, 32])
  })
})

describe('the clipboard', () => {
  it('takes a layer as a PNG of exact bytes', async () => {
    const window = await openWindow()
    const { actions } = window.editor
    actions.select(['top'])
    await actions.copy()
    const bytes = new Uint8Array((await window.clipboard.png?.arrayBuffer()) ?? new ArrayBuffer(0))
    expect([...bytes.slice(1, 4)]).toEqual([...'PNG'].map((c) => c.charCodeAt(0)))
    expect(new DataView(bytes.buffer).getUint32(16)).toBe(8)
  })
})

describe('whatever is done', () => {
  const ids = ['back', 'group', 'one', 'two', 'top']
  const id = fc.constantFrom(...ids)
  const action = fc.oneof(
    fc.record({ do: fc.constant('rename' as const), id, name: fc.string({ minLength: 1, maxLength: 5 }) }),
    fc.record({ do: fc.constant('opacity' as const), id, value: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({ do: fc.constant('blend' as const), id, mode: fc.constantFrom(...blendModes) }),
    fc.record({
      do: fc.constant('arrange' as const),
      id,
      to: fc.constantFrom('front' as const, 'forward' as const, 'backward' as const, 'back' as const),
    }),
    fc.record({
      do: fc.constant('move' as const),
      id,
      x: fc.integer({ min: -9, max: 9 }),
      y: fc.integer({ min: -9, max: 9 }),
    }),
    fc.record({
      do: fc.constantFrom(
        'group' as const,
        'ungroup' as const,
        'duplicate' as const,
        'remove' as const,
        'hide' as const,
        'lock' as const,
        'solo' as const,
        'clip' as const,
        'into' as const,
        'fill' as const,
        'flip' as const,
        'undo' as const,
        'mask' as const,
      ),
      id,
    }),
  )

  it('undoing all gives what was, redoing all what is, and the main side has the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 25 }), async (steps) => {
        const window = await openWindow()
        const { actions } = window.editor
        const before = state(window).records
        for (const step of steps) {
          if (!Object.hasOwn(state(window).records, step.id)) continue
          const one = [step.id]
          if (step.do === 'rename') actions.rename(step.id, step.name)
          else if (step.do === 'opacity') actions.setOpacity(one, step.value)
          else if (step.do === 'blend') actions.setBlendMode(one, step.mode)
          else if (step.do === 'arrange') actions.arrange(one, step.to)
          else if (step.do === 'move') actions.moveBy(one, step.x, step.y)
          else if (step.do === 'group')
            actions.group([step.id, 'top'].filter((each) => Object.hasOwn(state(window).records, each)))
          else if (step.do === 'ungroup') actions.ungroup(one)
          else if (step.do === 'duplicate') actions.duplicate(one)
          else if (step.do === 'remove') actions.remove(one)
          else if (step.do === 'hide') actions.setVisible(one, false)
          else if (step.do === 'lock') actions.setLocks(one, { position: true })
          else if (step.do === 'solo') actions.toggleSolo(step.id)
          else if (step.do === 'clip') actions.setClipping(one, true)
          else if (step.do === 'fill') actions.addFill({ type: 'color', color: [1, 2, 3] })
          else if (step.do === 'flip') actions.flip(one, 'vertical')
          else if (step.do === 'undo') actions.undo()
          else if (step.do === 'mask') await actions.addMask(one)
          else if (Object.hasOwn(state(window).records, 'group')) actions.move(one, { parent: 'group', above: null })
          expect(documentProblems(state(window).records)).toEqual([])
        }
        const after = state(window).records
        const count = state(window).history.done.length
        for (let i = 0; i < count; i++) actions.undo()
        expect(state(window).records).toEqual(before)
        for (let i = 0; i < count; i++) actions.redo()
        expect(state(window).records).toEqual(after)
        actions.goTo(0)
        actions.goTo(count)
        await window.editor.flush()
        expect(state(window).records).toEqual(after)
        expect(window.main.records).toEqual(after)
      }),
      { numRuns: 60, seed: 7 },
    )
  })
})
