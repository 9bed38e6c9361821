/** Which button is the primary one: the next step of the way from a picture to a file of layers. */
import { layersOf } from '../../shared/document/tree.ts'
import type { EditorState } from '../store/commands.ts'

export type PrimaryStep = 'open' | 'decompose' | 'export'

export function primaryStep({ document }: EditorState): PrimaryStep {
  if (document.id === null) return 'open'
  return layersOf(document.records).length > 1 ? 'export' : 'decompose'
}
