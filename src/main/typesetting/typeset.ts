/** Setting a text: from a record to pixels in the document. */
import type { PlacedPixels, Region } from '../../shared/compositing/composite.ts'
import { LaminaError } from '../../shared/contract/errors.ts'
import type { Matrix } from '../../shared/compositing/transform.ts'
import type { LayerText } from '../../shared/document/types.ts'
import { colored, coverageOf } from './draw.ts'
import type { Face } from './face.ts'
import type { Faces } from './faces.ts'
import type { FallbackFaces } from './fallback-faces.ts'
import { layOut } from './layout.ts'

/** Stands in for a family that the library does not have. */
const STAND_IN = 'Inter'

export type TextToSet = Omit<LayerText, 'transform' | 'likeness' | 'original'>

/** The pixels of the text under the matrix from text space to the document, within `clip`; null where nothing shows. */
export async function typeset(
  { faces, fallback }: { faces: Faces; fallback: FallbackFaces },
  text: TextToSet,
  placement: Matrix,
  clip: Region,
): Promise<PlacedPixels | null> {
  const faceOf = await facesFor(faces, fallback, text)
  const coverage = coverageOf(layOut(text, faceOf), placement, clip)
  return coverage && colored(coverage, text.color)
}

/** The family's face, and for characters that it lacks one of the machine's. */
async function facesFor(
  faces: Faces,
  fallback: FallbackFaces,
  { string, family, weight, italic }: TextToSet,
): Promise<(character: string) => Face> {
  const face = (await faces.face(family, weight, italic)) ?? (await faces.face(STAND_IN, weight, italic))
  if (!face) throw new LaminaError('INTERNAL', `The library has no ${STAND_IN}.`)
  const others = new Map<string, Face>()
  for (const character of new Set(string)) {
    if (character === '\n' || face.has(character)) continue
    const other = await fallback.faceFor(character)
    if (other) others.set(character, other)
  }
  return (character) => others.get(character) ?? face
}
