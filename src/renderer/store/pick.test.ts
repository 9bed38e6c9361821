import { describe, expect, it } from 'vitest'
import type { Params, PickHint } from '../../shared/contract/api.ts'
import type { Handlers } from '../../shared/contract/rpc.ts'
import { openWindow, type TestWindow } from './main-side.fixture.ts'

/** A main side that picks the pixel under the last hint, and makes a layer when it is asked to. */
async function openPicking(answer: Partial<Handlers> = {}) {
  const asked: Params<'pick.matte'>[] = []
  const started: Params<'pick.start'>[] = []
  const window: TestWindow = await openWindow({
    'pick.prepare': async () => ({}),
    'pick.hover': async () => null,
    async 'pick.matte'(params) {
      asked.push(params)
      const asset = window.assets.add({ type: 'gray', width: 1, height: 1, data: new Uint8Array([255]) })
      return { asset, width: 1, height: 1, box: { x: asked.length, y: 0, width: 1, height: 1 } }
    },
    async 'pick.start'(params) {
      started.push(params)
      const outcome = { status: 'done', result: { revision: 1, layers: ['top'], notes: [], seconds: 1 } } as const
      setTimeout(() => window.main.server.emit('job.ended', { job: 'job', kind: 'pick', document: 'doc', outcome }))
      return { job: 'job' }
    },
    ...answer,
  })
  const { actions, session } = window.editor
  actions.select(['back'])
  actions.setTool('pick')
  return { ...window, actions, asked, started, pick: () => session.getState().pick }
}

const press = (key: string, more: { ctrlKey?: boolean; altKey?: boolean; shiftKey?: boolean } = {}) => ({
  key,
  code: key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})
const point = (x: number, y: number, inside = true): PickHint => ({ kind: 'point', x, y, inside })
const settled = () => new Promise((resolve) => setTimeout(resolve, 20))

describe('picking', () => {
  it('asks about the one layer that is selected, and shows what the hints pick', async () => {
    const { actions, asked, pick } = await openPicking()
    actions.addPickHint(point(3, 4))
    expect(pick()).toMatchObject({ looking: true, hints: [point(3, 4)] })
    await settled()
    expect(asked).toEqual([{ document: 'doc', layer: 'back', hints: [point(3, 4)] }])
    expect(pick()).toMatchObject({ looking: false, matte: { width: 1, box: { x: 1 } } })
  })

  it('asks about what is seen with several layers selected, or none, and anew when that changes', async () => {
    const { actions, asked } = await openPicking()
    actions.select(['back', 'top'])
    actions.addPickHint(point(3, 4))
    await settled()
    actions.select(['top'])
    await settled()
    expect(asked.map(({ layer }) => layer)).toEqual([null, 'top'])
  })

  it('takes hints back and forth one by one, by the keys of undo, and leaves the document alone', async () => {
    const { editor, actions, pick } = await openPicking()
    actions.rename('top', 'Headline')
    actions.addPickHint(point(1, 1))
    actions.addPickHint(point(2, 2, false))
    expect(editor.pressKey(press('z', { ctrlKey: true }), false)).toBe(true)
    expect(pick().hints).toEqual([point(1, 1)])
    editor.pressKey(press('z', { ctrlKey: true, shiftKey: true }), false)
    expect(pick().hints).toHaveLength(2)
    editor.pressKey(press('z', { ctrlKey: true }), false)
    editor.pressKey(press('z', { ctrlKey: true }), false)
    expect(pick()).toMatchObject({ hints: [], undone: [point(1, 1), point(2, 2, false)] })
    expect(editor.document.getState().history.done).toEqual(['Rename layer'])
    // With no hint left, the document's own steps.
    editor.pressKey(press('z', { ctrlKey: true }), false)
    expect(editor.document.getState().history.done).toEqual([])
  })

  it('goes by keys alone: arrows move a crosshair, Enter points, Alt+Enter excludes, Enter again makes the layer', async () => {
    const { editor, pick, started } = await openPicking()
    editor.pressKey(press('ArrowRight'), false)
    const { cursor } = pick()
    editor.pressKey(press('ArrowRight', { shiftKey: true }), false)
    editor.pressKey(press('ArrowDown'), false)
    expect(pick().cursor).toEqual({ x: (cursor?.x ?? 0) + 10, y: (cursor?.y ?? 0) + 1, moved: true })
    expect(editor.document.getState().history.done).toEqual([])
    editor.pressKey(press('Enter'), false)
    expect(pick().hints).toMatchObject([{ kind: 'point', inside: true, x: (cursor?.x ?? 0) + 10.5 }])
    editor.pressKey(press('ArrowUp'), false)
    editor.pressKey(press('Enter', { altKey: true }), false)
    expect(pick().hints).toMatchObject([{ inside: true }, { inside: false }])
    await settled()
    editor.actions.setPickName('Moon')
    editor.pressKey(press('Enter'), false)
    await settled()
    expect(started).toMatchObject([{ layer: 'back', name: 'Moon', hints: [{ inside: true }, { inside: false }] }])
    // What was picked is a layer now, and it is selected.
    expect(pick().hints).toEqual([])
    expect(editor.session.getState().selection).toEqual(['top'])
  })

  it('is given up by Escape, and by another tool', async () => {
    const { editor, actions, pick } = await openPicking()
    actions.addPickHint(point(1, 1))
    editor.pressKey(press('Escape'), false)
    await settled()
    expect(pick()).toMatchObject({ hints: [], matte: null, looking: false })
    actions.addPickHint(point(1, 1))
    await settled()
    editor.pressKey(press('v'), false)
    expect(pick()).toMatchObject({ hints: [], matte: null })
  })

  it('goes through its modes with Shift+W, after choosing the tool', async () => {
    const { editor, actions } = await openPicking()
    const mode = () => editor.session.getState().toolOptions.pick.mode
    actions.setTool('move')
    editor.pressKey(press('W', { shiftKey: true }), false)
    expect([editor.session.getState().tool, mode()]).toEqual(['pick', 'click'])
    const seen = [1, 2, 3].map(() => (editor.pressKey(press('W', { shiftKey: true }), false), mode()))
    expect(seen).toEqual(['box', 'brush', 'click'])
  })

  it('drops the answer to hints that are no longer there', async () => {
    let answer = () => {}
    const { actions, pick } = await openPicking({
      'pick.matte': () => new Promise((resolve) => (answer = () => resolve(null))),
    })
    actions.addPickHint(point(1, 1))
    await settled()
    actions.undoPickHint()
    answer()
    await settled()
    expect(pick()).toMatchObject({ hints: [], matte: null, looking: false })
  })
})
