import { describe, expect, it } from 'vitest'
import type { Params } from '../../shared/contract/api.ts'
import type { Handlers } from '../../shared/contract/rpc.ts'
import { getLayer } from '../../shared/document/tree.ts'
import type { PixelLayer } from '../../shared/document/types.ts'
import { findCommand } from './commands.ts'
import { evenPixels, openWindow, type TestWindow } from './main-side.fixture.ts'

/** A main side that has `count` variations of every layer; every other number is like the layer as it is. */
async function openRolling(count = 10, answer: Partial<Handlers> = {}) {
  const asked: Params<'vary.make'>[] = []
  const window: TestWindow = await openWindow({
    async 'vary.current'() {
      return { asset: window.assets.add(evenPixels(4, 4, [1, 1, 1, 255])), width: 4, height: 4 }
    },
    async 'vary.make'(params) {
      asked.push(params)
      const { index, newEdge } = params
      if (index >= count) return { variation: null, more: false }
      if (index % 2 === 1) return { variation: null, more: true }
      const add = () => window.assets.add(evenPixels(10, 10, [index, 0, 0, 255]))
      const place = { x: 2, y: 2, width: 10, height: 10 }
      const gray = { type: 'gray', width: 10, height: 10, data: new Uint8Array(100) } as const
      return {
        variation: {
          name: `Way ${index}`,
          thumbnail: { asset: add(), width: 10, height: 10 },
          pixels: { asset: add(), ...place },
          mask: newEdge ? { asset: window.assets.add(gray), ...place } : null,
        },
        more: true,
      }
    },
    ...answer,
  })
  const { actions, session } = window.editor
  actions.select(['one'])
  return { ...window, actions, asked, now: () => session.getState() }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 30))
const key = (name: string) => ({
  key: name,
  code: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
})

describe('re-rolling a layer', () => {
  // `two` lies over a part of `one`.
  it('finds three variations and more of them, and keeps the edge', async () => {
    const { editor, actions, asked, now } = await openRolling()
    expect(editor.run('layer.reroll')).toBe(true)
    await settled()
    expect(now().variations).toMatchObject({ newEdge: false, chosen: 0, working: false, more: true })
    expect(now().variations?.found.map(({ name }) => name)).toEqual(['Way 0', 'Way 2', 'Way 4'])
    expect(now().trial).toBeNull()
    actions.moreVariations()
    await settled()
    expect(now().variations?.found).toHaveLength(5)
    expect(now().variations?.more).toBe(false)
    expect(asked.every(({ newEdge, layer }) => !newEdge && layer === 'one')).toBe(true)
  })

  it('shows one after the other by arrows, and applies the one that is shown as one step', async () => {
    const { editor, main, assets, now } = await openRolling()
    const before = editor.document.getState().records
    editor.run('layer.reroll')
    await settled()
    editor.pressKey(key('ArrowRight'), false)
    editor.pressKey(key('ArrowRight'), false)
    const shown = getLayer(now().trial ?? {}, 'one') as PixelLayer
    expect(assets.peek(shown.asset)?.data[0]).toBe(2)
    // Nothing of it is in the document.
    expect(editor.document.getState().records).toBe(before)
    expect(editor.pressKey(key('Enter'), false)).toBe(true)
    await settled()
    await editor.flush()
    expect(now()).toMatchObject({ variations: null, trial: null })
    expect(editor.document.getState().history.done).toEqual(['Re-roll'])
    expect(Object.keys(main.commits[0].updated)).toEqual(['one'])
    expect(assets.peek((getLayer(main.records, 'one') as PixelLayer).asset)?.data[0]).toBe(2)
    editor.run('edit.undo')
    expect(editor.document.getState().records).toEqual(before)
  })

  it('gives the layer a new edge only where that is allowed', async () => {
    const { actions, now } = await openRolling()
    actions.startVariations()
    await settled()
    actions.chooseVariation(1)
    expect((getLayer(now().trial ?? {}, 'one') as PixelLayer).mask).toBeNull()
    actions.setNewEdge(true)
    expect(now()).toMatchObject({ trial: null, variations: { found: [], chosen: 0, working: true } })
    await settled()
    actions.chooseVariation(1)
    expect((getLayer(now().trial ?? {}, 'one') as PixelLayer).mask).toMatchObject({ enabled: true, outside: 0 })
  })

  it('is given up by Escape, another selection, and any change; the document is as it was', async () => {
    const { editor, actions, main, now } = await openRolling()
    for (const end of [
      () => editor.pressKey(key('Escape'), false),
      () => actions.select(['two']),
      () => actions.setTool('hand'),
      () => editor.pressKey(key('Enter'), false),
    ]) {
      actions.select(['one'])
      actions.setTool('move')
      actions.startVariations()
      await settled()
      if (end.toString().includes('Enter')) expect(now().variations?.chosen).toBe(0)
      else actions.chooseVariation(1)
      end()
      expect(now()).toMatchObject({ variations: null, trial: null })
    }
    await editor.flush()
    expect(main.commits).toEqual([])
  })

  it('is not lost to another selection: what was found is there again', async () => {
    const { editor, actions, asked, now } = await openRolling()
    actions.startVariations()
    await settled()
    actions.chooseVariation(1)
    const [before, shown] = [now().variations, now().trial]
    const questions = asked.length
    actions.select(['two'])
    expect(now().toasts.at(-1)?.message).toBe('Re-roll was not applied.')
    expect(editor.run('layer.resumeTrial')).toBe(true)
    expect(now()).toMatchObject({ selection: ['one'], variations: before, trial: shown })
    expect(asked).toHaveLength(questions)
    // Nor to refining.
    actions.startRefining()
    expect(now()).toMatchObject({ variations: null, lostTrial: { kind: 'variations' } })
  })

  it('says that there are none', async () => {
    const { actions, now } = await openRolling(0)
    actions.startVariations()
    await settled()
    expect(now().toasts.at(-1)).toMatchObject({
      message: 'No other variations were found.',
      hint: 'Allow a new edge to find others.',
    })
  })

  it('says beforehand why a layer cannot have any', async () => {
    const { editor, actions } = await openRolling()
    const why = () => findCommand('layer.reroll')?.why?.(editor.state()) ?? null
    expect(why()).toBeNull()
    actions.select(['group'])
    expect(why()).toBe('the layer has no pixels of its own')
    // The ground, with all that lies over it out of sight.
    actions.select(['back'])
    expect(why()).toBeNull()
    actions.setVisible(['group', 'top'], false)
    expect(why()).toBe('no other layer hides a part of it')
    expect(editor.run('layer.reroll')).toBe(false)
  })
})
