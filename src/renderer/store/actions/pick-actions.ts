/** Picking things out of the picture: hints, what they pick, and the layer that is made of it. */
import type { PickMatte } from '../../../shared/contract/api.ts'
import { getDocument } from '../../../shared/document/tree.ts'
import type { JobActions, PickActions } from '../actions.ts'
import type { EditorContext } from '../context.ts'
import { isPicking, noPick, pickedFrom, pickModes, type PickState, type ShownMatte } from '../pick-state.ts'

export interface PickRoom extends PickActions {
  /** Keeps what is picked in step with the layer that is picked from; gives what stops it. */
  follow(): () => void
}

export function pickActions(context: EditorContext, makeLayer: JobActions['makePickedLayer']): PickRoom {
  const { client, session, model } = context
  /** Ends the question under way. */
  let asking = new AbortController()
  let preparing = new AbortController()
  let pointed: { x: number; y: number } | null = null
  let hovering = false

  const set = (change: Partial<PickState>) => session.setState({ pick: { ...session.getState().pick, ...change } })
  const load = async (matte: PickMatte | null): Promise<ShownMatte | null> => {
    if (!matte) return null
    const { asset, box, width, height } = matte
    return { box, width, height, data: (await context.assets.fetch(asset)).data }
  }
  const ask = async () => {
    asking.abort()
    const { signal } = (asking = new AbortController())
    const { hints } = session.getState().pick
    if (hints.length === 0) return set({ matte: null, looking: false })
    set({ looking: true, hover: null })
    await context.attempt(async () => {
      try {
        const of = { document: context.document, layer: pickedFrom(context.state) }
        const matte = await load(await client.call('pick.matte', { ...of, hints: [...hints] }, { signal }))
        if (signal.aborted || session.getState().pick.hints !== hints) return
        set({ matte })
        if (!matte) context.toast({ tone: 'info', message: 'Nothing is picked.', hint: 'Click on a thing.' })
      } finally {
        if (!signal.aborted && session.getState().pick.hints === hints) set({ looking: false })
      }
    })
  }
  /** Ahead of the first click: it takes some seconds to look at a picture. */
  const prepare = async () => {
    preparing.abort()
    const { signal } = (preparing = new AbortController())
    const of = { document: context.document, layer: pickedFrom(context.state) }
    // What goes wrong is told when something is asked.
    await client.request('pick.prepare', of, { signal })
  }
  const change = (hints: PickState['hints'], undone: PickState['undone']) => {
    const { cursor } = session.getState().pick
    set({ hints, undone, cursor: cursor && { ...cursor, moved: false } })
    void ask()
  }
  const clear = () => {
    asking.abort()
    session.setState({ pick: noPick })
  }
  const inCanvas = (x: number, y: number) => {
    const { width, height } = getDocument(context.records)
    return { x: Math.min(width - 1, Math.max(0, x)), y: Math.min(height - 1, Math.max(0, y)) }
  }
  const hover = async () => {
    if (hovering) return
    hovering = true
    try {
      while (pointed) {
        const { x, y } = pointed
        pointed = null
        const of = { document: context.document, layer: pickedFrom(context.state) }
        const outcome = await client.request('pick.hover', { ...of, x, y })
        const found = outcome.status === 'done' ? await load(outcome.result).catch(() => null) : null
        const { pick } = session.getState()
        if (isPicking(context.state) && !pick.looking) set({ hover: found })
      }
    } finally {
      hovering = false
    }
  }
  const make = async () => {
    const { hints, name } = session.getState().pick
    if (hints.length === 0) return
    asking.abort()
    set({ looking: false })
    if (await makeLayer(pickedFrom(context.state), hints, name)) clear()
  }
  const addHint: PickActions['addPickHint'] = (hint) => change([...session.getState().pick.hints, hint], [])
  return {
    addPickHint: addHint,
    undoPickHint() {
      const { hints, undone } = session.getState().pick
      const last = hints.at(-1)
      if (last) change(hints.slice(0, -1), [last, ...undone])
    },
    redoPickHint() {
      const { hints, undone } = session.getState().pick
      const [next, ...rest] = undone
      if (next) change([...hints, next], rest)
    },
    clearPick: clear,
    setPickName: (name) => set({ name }),
    hoverPick(point) {
      pointed = point
      if (point) void hover()
      else if (session.getState().pick.hover) set({ hover: null })
    },
    movePickCursor(dx, dy) {
      const { pick, view } = session.getState()
      const from = pick.cursor ?? { x: Math.round(view.centerX), y: Math.round(view.centerY) }
      const to = pick.cursor ? inCanvas(from.x + dx, from.y + dy) : inCanvas(from.x, from.y)
      set({ cursor: { ...to, moved: true } })
    },
    setPickCursor: (x, y) => set({ cursor: { ...inCanvas(x, y), moved: true } }),
    pickAtCursor(inside) {
      const { cursor } = session.getState().pick
      // The middle of the pixel.
      if (cursor) addHint({ kind: 'point', x: cursor.x + 0.5, y: cursor.y + 0.5, inside })
    },
    async applyPick() {
      const { cursor } = session.getState().pick
      if (cursor?.moved) return addHint({ kind: 'point', x: cursor.x + 0.5, y: cursor.y + 0.5, inside: true })
      await make()
    },
    makeLayerOfPick: make,
    cyclePickMode() {
      const { tool, toolOptions } = session.getState()
      const { pick } = toolOptions
      const mode = pickModes[(pickModes.indexOf(pick.mode) + 1) % pickModes.length]
      session.setState({
        tool: 'pick',
        toolOptions: { ...toolOptions, pick: { ...pick, mode: tool === 'pick' ? mode : pick.mode } },
      })
    },
    follow() {
      let before = ''
      const update = () => {
        const { state } = context
        const layer = isPicking(state) ? pickedFrom(state) : null
        const record = layer === null ? null : state.document.records[layer]
        // A gesture moves what is picked from; where it ends is what counts.
        if (state.document.gesture !== null) return
        const seen =
          record?.type === 'pixels' ? [layer, record.asset, ...record.transform] : ['seen', state.document.revision]
        const now = isPicking(state) ? [state.document.id, ...seen].join(' ') : ''
        if (now === before) return
        const leaves = now === ''
        before = now
        if (leaves) {
          preparing.abort()
          return clear()
        }
        // While a job works on the document, what it makes of it is waited for.
        if (state.session.job?.document) return void (before = '')
        void prepare()
        if (state.session.pick.hints.length > 0) void ask()
      }
      const ends = [session.subscribe(update), model.store.subscribe(update)]
      return () => ends.forEach((end) => end())
    },
  }
}
