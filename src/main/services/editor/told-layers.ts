/** How a window is told of layers that were found so far. */
import type { EventData } from '../../../shared/contract/api.ts'
import type { FoundLayer } from '../../engines/engine.ts'
import type { Rgba8 } from '../../imaging/pixels.ts'
import { resizeLanczos } from '../../imaging/resample-8bit.ts'

type ToldLayer = EventData<'job.layers'>['layers'][number]

/** Sides of a preview, at most: a row of the list on a screen of two pixels a point. */
const LARGEST = 72

/** Previews are small enough to go with the event; the next ones come in their place. */
export function toldLayers(found: readonly FoundLayer[]): ToldLayer[] {
  return found.map(({ name, kind, box, preview }) => ({ name, kind, box, preview: preview ? told(preview) : null }))
}

function told(preview: Rgba8): NonNullable<ToldLayer['preview']> {
  const shrink = Math.min(1, LARGEST / Math.max(preview.width, preview.height))
  const side = (length: number) => Math.max(1, Math.round(length * shrink))
  const { width, height, data } =
    shrink < 1 ? resizeLanczos(preview, side(preview.width), side(preview.height)) : preview
  return { width, height, data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64') }
}
