/** The last step of exactness: what is seen of the document, soft layers above and all, stays the same to the bit. */
import { LaminaError } from '../../../../shared/contract/errors.ts'
import type { AssetReader } from '../../../../shared/document/assets.ts'
import { applyDiff } from '../../../../shared/document/diff.ts'
import { getDocument } from '../../../../shared/document/tree.ts'
import type { DocumentRecords } from '../../../../shared/document/types.ts'
import { createExportSource } from '../../../formats/source.ts'
import { intersect } from '../../../imaging/boxes.ts'
import type { Box, Rgba8 } from '../../../imaging/pixels.ts'
import { hashAsset } from '../../../project/asset-content.ts'
import { compositeRegion } from '../../composition.ts'
import { layerRasteriser } from '../../rasterise.ts'
import { laminaVersion } from '../../version.ts'
import type { Snapshot } from '../layer-jobs.ts'
import { offsetIn, type Parts, type Plan } from './parts.ts'

/**
 * Two layers that together round to the pixels of one are not quite the same below something half transparent. Where that
 * shows, the pixel goes to one of them as it was. Gives the plan with that done; throws INTERNAL where it does not help.
 */
export async function keepSeen(
  { records, readAsset }: Snapshot,
  parts: Parts,
  plan: () => Plan,
  signal: AbortSignal,
): Promise<Plan> {
  const { width, height } = getDocument(records)
  const region = intersect(parts.thing, { x: 0, y: 0, width, height })
  const first = plan()
  if (!region) return first
  const before = await seenOf(records, readAsset, region, signal)
  if (giveBack(before, await seenAfter(first), region, parts) === 0) return first
  const second = plan()
  if (giveBack(before, await seenAfter(second), region, parts) === 0) return second
  throw new LaminaError('INTERNAL', 'The picture would not be the same.', 'Nothing was changed. Please report this.')

  async function seenAfter({ diff, assets }: Plan): Promise<Rgba8> {
    const made = new Map(assets.map((asset) => [hashAsset(asset), asset]))
    return seenOf(applyDiff(records, diff), async (hash) => made.get(hash) ?? readAsset(hash), region!, signal)
  }
}

/** A region of the document, put together. */
export async function seenOf(
  records: DocumentRecords,
  readAsset: AssetReader,
  region: Box,
  signal: AbortSignal,
): Promise<Rgba8> {
  const source = createExportSource({
    records,
    readAsset,
    composite: { width: 0, height: 0, data: new Uint8Array(0) },
    facts: { laminaVersion: laminaVersion() },
    rasterise: layerRasteriser(getDocument(records), readAsset),
  })
  return compositeRegion(source, region, signal)
}

/** Gives every pixel that differs back to one of the parts, as it was; says how many there were. */
function giveBack(before: Rgba8, after: Rgba8, region: Box, { placed, rest, thing }: Parts): number {
  let count = 0
  for (let i = 0; i < before.data.length; i += 4) {
    if ([0, 1, 2, 3].every((c) => before.data[i + c] === after.data[i + c])) continue
    const x = region.x + ((i / 4) % region.width)
    const y = region.y + Math.floor(i / 4 / region.width)
    const from = offsetIn({ x: placed.x, y: placed.y, ...placed.image }, x, y)
    if (from < 0) continue
    count++
    const was = placed.image.data.subarray(from, from + 4)
    const [top, below] = [offsetIn(thing, x, y), offsetIn(rest, x, y)]
    if (thing.data[top + 3] >= 128) {
      thing.data.set(was, top)
      // Below a pixel that is not opaque nothing may show.
      if (was[3] < 255) rest.data.fill(0, below, below + 4)
    } else {
      rest.data.set(was, below)
      thing.data.fill(0, top, top + 4)
    }
  }
  return count
}
