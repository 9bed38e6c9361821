/** What is asked of the typesetting thread. */
import type { PlacedPixels, Region } from '../../shared/compositing/composite.ts'
import type { Matrix } from '../../shared/compositing/transform.ts'
import type { TextRun } from '../../shared/document/types.ts'
import type { Rgba8 } from '../imaging/pixels.ts'
import type { MatchCanvas, MatchedText } from './match/match-text.ts'
import type { TextToSet } from './typeset.ts'

export interface TypesettingCalls {
  /** Answered when the thread is there. */
  loaded: { parameters: Record<string, never>; value: null }
  prepare: { parameters: Record<string, never>; value: null }
  typeset: {
    parameters: { text: TextToSet; placement: Matrix; clip: Region }
    value: PlacedPixels | null
  }
  match: { parameters: { pixels: Rgba8; runs: readonly TextRun[]; canvas: MatchCanvas | null }; value: MatchedText }
}
