/** What is being picked out of the picture: hints that wait to become a layer. */
import type { PickHint } from '../../shared/contract/api.ts'
import { activeLayer, type EditorState } from './commands/command.ts'

/** A matte over a box of the document (document pixels, in fractions); it may have fewer pixels than the box. */
export interface ShownMatte {
  box: { x: number; y: number; width: number; height: number }
  width: number
  height: number
  /** One byte a pixel, 255 is picked. */
  data: Uint8Array<ArrayBuffer>
}

export interface PickState {
  hints: readonly PickHint[]
  /** Taken back, the next to come again first. */
  undone: readonly PickHint[]
  matte: ShownMatte | null
  /** What a click at the pointer would take. */
  hover: ShownMatte | null
  /** The picture is being looked at, or what is picked is being worked out. */
  looking: boolean
  /** Of the layer to be made; empty: one that says what it is. */
  name: string
  /** Where the keyboard points, in document pixels, and whether it moved there since the last hint; null: nowhere yet. */
  cursor: { x: number; y: number; moved: boolean } | null
}

export const noPick: PickState = {
  hints: [],
  undone: [],
  matte: null,
  hover: null,
  looking: false,
  name: '',
  cursor: null,
}

export const pickModes = ['click', 'box', 'brush'] as const
export type PickMode = (typeof pickModes)[number]

/** The layer whose pixels are picked from; null: what is seen, as with several layers selected or none. */
export function pickedFrom(state: EditorState): string | null {
  const layer = activeLayer(state)
  return state.session.selection.length === 1 && layer?.type === 'pixels' ? layer.id : null
}

export function hasHints(state: EditorState): boolean {
  return isPicking(state) && state.session.pick.hints.length > 0
}

export function hasUndoneHints(state: EditorState): boolean {
  return isPicking(state) && state.session.pick.undone.length > 0
}

export function isPicking({ document, session }: EditorState): boolean {
  return document.id !== null && session.tool === 'pick' && session.mode === 'layers'
}
