import { describe, expect, it } from 'vitest'
import type { EdgeSettings, Params } from '../../shared/contract/api.ts'
import type { Handlers } from '../../shared/contract/rpc.ts'
import { LaminaError } from '../../shared/contract/errors.ts'
import { childrenOf } from '../../shared/document/tree.ts'
import { evenPixels, openWindow, type TestWindow } from './main-side.fixture.ts'
import { noRefinement } from './refine-state.ts'

/** A main side that gives a matte for every question, and applies when it is asked to. */
async function openRefining(answer: Partial<Handlers> = {}) {
  const asked: EdgeSettings[] = []
  const started: Params<'refine.start'>[] = []
  const window: TestWindow = await openWindow({
    async 'refine.edge'({ settings }) {
      asked.push(settings)
      const box = { x: 20, y: 10, width: 8, height: 8 }
      const matte = window.assets.add({ type: 'gray', width: 8, height: 8, data: new Uint8Array(64).fill(200) })
      return {
        matte: { asset: matte, ...box },
        colors: { asset: window.assets.add(evenPixels(8, 8, [1, 2, 3, 255])), ...box },
      }
    },
    async 'refine.start'(params) {
      started.push(params)
      const outcome = { status: 'done', result: { revision: 1, layers: ['top'], notes: [], seconds: 1 } } as const
      setTimeout(() => window.main.server.emit('job.ended', { job: 'job', kind: 'refine', document: 'doc', outcome }))
      return { job: 'job' }
    },
    ...answer,
  })
  const { actions, session } = window.editor
  actions.select(['top'])
  return { ...window, actions, asked, started, now: () => session.getState() }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20))

describe('refining an edge', () => {
  it('shows what settings make of the edge, and leaves the document alone', async () => {
    const { editor, actions, asked, now } = await openRefining()
    const before = editor.document.getState().records
    expect(editor.run('layer.refineEdge')).toBe(true)
    actions.setEdge({ radius: 5 })
    await settled()
    expect(asked.at(-1)).toEqual({ ...noRefinement, radius: 5 })
    expect(now().refine).toMatchObject({ layer: 'top', working: false, settings: { radius: 5 } })
    // The layer with its new edge, a veil, and the layer over the veil.
    const shown = childrenOf(now().trial ?? {}, null)
    expect(shown.map(({ type }) => type)).toEqual(['pixels', 'group', 'pixels', 'fill', 'pixels'])
    expect(shown.at(-1)).toMatchObject({ opacity: 1, mask: { x: 20, y: 10, outside: 0 } })
    expect(editor.document.getState().records).toBe(before)
    expect(editor.document.getState().history.done).toEqual([])
  })

  it('shows the layer alone on black and white, and its matte', async () => {
    const { actions, now } = await openRefining()
    actions.startRefining()
    await settled()
    actions.setEdgeView('white')
    const [ground, layer, ...others] = childrenOf(now().trial ?? {}, null)
    expect(ground).toMatchObject({ fill: { color: [255, 255, 255] } })
    expect(layer).toMatchObject({ type: 'pixels', mask: { enabled: true } })
    expect(others).toEqual([])
    actions.setEdgeView('mask')
    expect(childrenOf(now().trial ?? {}, null).map(({ id }) => id)).toEqual(['back', 'group', 'top'])
  })

  it('asks once at a time, and then about the last settings', async () => {
    let open = () => {}
    const opened = new Promise<void>((resolve) => (open = resolve))
    const radii: number[] = []
    const { actions, now } = await openRefining({
      async 'refine.edge'({ settings }) {
        radii.push(settings.radius)
        await opened
        throw new LaminaError('NOT_ALLOWED', 'No.', '')
      },
    })
    actions.startRefining()
    for (const radius of [1, 2, 3]) actions.setEdge({ radius })
    await settled()
    expect(radii).toEqual([0])
    open()
    await settled()
    // What cannot be refined ends it, and is told.
    expect(now()).toMatchObject({ refine: null, trial: null })
    expect(now().toasts.at(-1)).toMatchObject({ tone: 'warning', message: 'No.' })
  })

  it('is applied by Enter as a job, and not where nothing is set', async () => {
    const { editor, actions, started, now } = await openRefining()
    const press = (key: string) =>
      editor.pressKey({ key, code: key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }, false)
    actions.startRefining()
    await settled()
    expect(press('Enter')).toBe(true)
    await settled()
    expect(started).toEqual([])
    expect(now().refine).toBeNull()

    actions.startRefining()
    actions.setEdge({ feather: 2 })
    expect(press('Enter')).toBe(true)
    await settled()
    expect(started).toEqual([{ document: 'doc', layer: 'top', settings: { ...noRefinement, feather: 2 } }])
    expect(now()).toMatchObject({ refine: null, trial: null })
  })

  it('ends with Escape, another selection, another tool, and any change of the document', async () => {
    const { editor, actions, main, now } = await openRefining()
    for (const end of [
      () => editor.run('canvas.escape'),
      () => actions.select(['back']),
      () => actions.setTool('hand'),
      () => actions.rename('back', 'Ground'),
    ]) {
      actions.select(['top'])
      actions.setTool('move')
      actions.startRefining()
      await settled()
      expect(now().trial).not.toBeNull()
      end()
      expect(now()).toMatchObject({ refine: null, trial: null })
    }
    await editor.flush()
    expect(main.commits).toHaveLength(1)
  })

  it('is not lost to what else is done: that is told, and it goes on as it was', async () => {
    const { editor, actions, asked, main, now } = await openRefining()
    for (const other of [() => actions.select(['back']), () => actions.rename('back', 'Ground')]) {
      actions.select(['top'])
      actions.startRefining()
      actions.setEdge({ feather: 7 })
      actions.setEdgeView('black')
      await settled()
      other()
      expect(now().refine).toBeNull()
      expect(now().toasts.at(-1)).toMatchObject({
        message: 'Refine edge was not applied.',
        actions: [{ command: 'layer.resumeTrial' }],
      })
      expect(editor.run('layer.resumeTrial')).toBe(true)
      await settled()
      expect(now()).toMatchObject({ selection: ['top'], refine: { layer: 'top', view: 'black', working: false } })
      expect(asked.at(-1)).toEqual({ ...noRefinement, feather: 7 })
      expect(now().trial).not.toBeNull()
      actions.cancelRefining()
    }
    await editor.flush()
    expect(main.commits).toHaveLength(1)
  })

  it('is given up without a word by Escape, where nothing was set, and when it is applied', async () => {
    const { editor, actions, now } = await openRefining()
    for (const [settings, end] of [
      [{ feather: 7 }, () => editor.run('canvas.escape')],
      [{}, () => actions.select(['back'])],
      [{ feather: 7 }, () => actions.applyRefining()],
    ] as const) {
      actions.select(['top'])
      actions.startRefining()
      actions.setEdge(settings)
      await settled()
      await end()
      await settled()
      expect(now()).toMatchObject({ refine: null, lostTrial: null })
    }
  })

  it('is for one layer of pixels that is not locked, and says so', async () => {
    const { editor, actions } = await openRefining()
    const { findCommand } = await import('./commands.ts')
    const why = () => findCommand('layer.refineEdge')?.why?.(editor.state())
    actions.select(['group'])
    expect(editor.run('layer.refineEdge')).toBe(false)
    expect(why()).toBe('the layer has no pixels of its own')
    actions.select(['top', 'back'])
    expect(why()).toBe('select one layer')
    actions.select(['top'])
    actions.setLocks(['top'], { pixels: true })
    expect(editor.run('layer.refineEdge')).toBe(false)
    expect(why()).toBe('the layer is locked')
  })
})
