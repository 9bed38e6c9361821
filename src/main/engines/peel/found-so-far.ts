/** What a person sees of a decomposition under way: the layers as they are found. */
import type { Box, Rgba8 } from '../../imaging/pixels.ts'
import { fullSize, type WorkingCopy } from '../carry/working-copy.ts'
import type { FoundLayer } from '../engine.ts'
import type { Found } from './types.ts'

export class FoundSoFar {
  readonly #size: (box: Box) => Box
  readonly #tell: (layers: FoundLayer[]) => void
  #texts: readonly FoundLayer[] = []
  #things: readonly FoundLayer[] = []

  /** `tell` is given all layers each time, from the top down, in the picture's pixels. */
  constructor(working: WorkingCopy, picture: Rgba8, tell: (layers: FoundLayer[]) => void) {
    this.#size = (box) => fullSize(box, working, picture)
    this.#tell = tell
  }

  /** Both take what a stage found so far, at working size. */
  readonly texts = (found: readonly FoundLayer[]): void => {
    this.#texts = found
    this.#told([...this.#texts, ...this.#things])
  }

  readonly things = (found: readonly FoundLayer[]): void => {
    this.#things = found
    this.#told([...this.#texts, ...this.#things])
  }

  /** The stack as it is going to be, bottom to top. */
  stack(found: readonly Found[]): void {
    this.#told(fromTheTop(found))
  }

  #told(found: readonly FoundLayer[]): void {
    this.#tell(found.map(({ name, kind, box }) => ({ name, kind, box: this.#size(box) })))
  }
}

/** Layers (bottom to top) as they are told of: from the top down, without their pixels. */
export function fromTheTop(layers: readonly Found[]): FoundLayer[] {
  return layers.map(({ name, kind, box }) => ({ name, kind, box })).reverse()
}
