/** What the background of a picture is known to be. */
import type { RgbF } from '../../../imaging/pixels.ts'

export type BackgroundKind = 'flat' | 'polynomial' | 'radial' | 'pattern' | 'photo'

export interface BackgroundModel {
  /** `polynomial` covers every gradient along a direction; `photo` means that no model was accepted. */
  kind: BackgroundKind
  /** The whole background, hidden parts included, 0..255; null for `photo`. */
  picture: RgbF | null
  /** Standard deviation of the background's noise around the model, levels; at least 0.3 (rounding). */
  sigma: number
  /** Share of the picture, 0..1, that agrees with the model within its tolerance. */
  share: number
  /** The same share of a band along the picture's frame. */
  frameShare: number
}

/** Difference in levels up to which a pixel agrees with a background of this noise. */
export function tolerance(sigma: number): number {
  return Math.max(2, 3 * sigma + 1)
}
