/** Assigning pixels with the brush: which layer they go to. */
import type { PixelLayer } from '../../shared/document/types.ts'
import { movePixelTargets } from './actions/move-pixels.ts'
import { activeLayer, type EditorState } from './commands/command.ts'

/** The layer that was chosen, as long as pixels can go to it; null: none is. */
export function assignTarget(state: EditorState): PixelLayer | null {
  const { assignTo } = state.session
  return movePixelTargets(state).find(({ id }) => id === assignTo) ?? null
}

/** Why a stroke of the brush assigns nothing; null where it does. */
export function whyNotAssigning(state: EditorState): { message: string; hint: string } | null {
  const layer = activeLayer(state)
  if (!layer) return { message: 'No layer is selected.', hint: 'Select the layer whose pixels are to go.' }
  if (layer.type !== 'pixels')
    return { message: `Layer "${layer.name}" has no pixels of its own.`, hint: 'Select a layer of pixels.' }
  if (!assignTarget(state))
    return { message: 'No layer is chosen to assign to.', hint: 'Choose one in the options bar.' }
  return null
}
