/** Which button is the primary one: the next step of the way from a picture to a file of layers. */
import { layersOf } from '../../shared/document/tree.ts'
import { isTrying, type EditorState } from '../store/commands.ts'
import { isPicking } from '../store/pick-state.ts'

export type PrimaryStep = 'open' | 'trial' | 'pick' | 'decompose' | 'export'

export function primaryStep(state: EditorState): PrimaryStep {
  const { document, session } = state
  if (document.id === null) return 'open'
  if (isTrying(state)) return 'trial'
  if (isPicking(state) && session.pick.matte) return 'pick'
  return layersOf(document.records).length > 1 ? 'export' : 'decompose'
}
