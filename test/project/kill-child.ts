/**
 * Opens the project named and commits changes with assets until it is killed, or has closed it often enough. Prints "ready", then every revision as soon
 * as its commit has settled; closes and opens it again after some commits, since that cleans up. What it commits depends on the seed and the revision alone.
 */
import { writeSync } from 'node:fs'
import { hashAsset } from '../../src/main/project/asset-content.ts'
import { openProject } from '../../src/main/project/project.ts'
import type { Asset } from '../../src/shared/document/assets.ts'
import { topOf } from '../../src/shared/document/commands/placement.ts'
import { replacePixels, updateDocument } from '../../src/shared/document/commands/properties.ts'
import { insertLayers, removeLayers } from '../../src/shared/document/commands/structure.ts'
import { squashDiffs } from '../../src/shared/document/diff.ts'
import { IDENTITY, newPixelLayer } from '../../src/shared/document/records.ts'
import { childrenOf } from '../../src/shared/document/tree.ts'
import type { DocumentRecords, RecordsDiff } from '../../src/shared/document/types.ts'
import { numbers } from './numbers.ts'

const [file, seed, commitsBetweenCloses, closes] = process.argv.slice(2)

/** Half noise, half even, so that it packs to about half: up to 1.4 MB. */
function picture(next: () => number): Asset & { type: 'rgba' } {
  const width = 16 + (next() % 600)
  const height = 16 + (next() % 600)
  const data = new Uint8Array(width * height * 4)
  for (let at = 0; at < data.length / 2; at++) data[at] = next()
  return { type: 'rgba', width, height, data }
}

function change(records: DocumentRecords, revision: number, asset: Asset & { type: 'rgba' }): RecordsDiff {
  const pixels = { asset: hashAsset(asset), width: asset.width, height: asset.height }
  const named = updateDocument(records, { name: `Revision ${revision}` })
  const layers = childrenOf(records, null)
  const id = `layer-${revision}`
  const added = newPixelLayer({ id, name: id, kind: 'object', ...pixels })
  const inserted = insertLayers(records, { layers: [added], at: topOf(records, null) })
  if (layers.length < 5) return squashDiffs([named, inserted])
  const [oldest, second] = layers
  if (revision % 3 > 0)
    return squashDiffs([named, replacePixels(records, { id: oldest.id, ...pixels, transform: IDENTITY })])
  return squashDiffs([named, inserted, removeLayers(records, { ids: [oldest.id, second.id] })])
}

for (let closed = 0; closed < Number(closes); closed++) {
  const project = await openProject(file)
  if (closed === 0) writeSync(1, 'ready\n')
  for (let count = 0; count < Number(commitsBetweenCloses); count++) {
    const revision = project.revision + 1
    const next = numbers(Number(seed) + revision)
    const asset = picture(next)
    if (next() % 4 === 0) await project.putAsset(picture(next))
    if (next() % 4 === 0) {
      const bytes = picture(next).data.subarray(0, 50_000)
      await project.setPreview({ mediaType: 'image/png', width: 100, height: 100, bytes })
    }
    await project.commit(project.revision, change(project.records, revision, asset), [asset])
    writeSync(1, `${revision}\n`)
  }
  await project.close()
}
