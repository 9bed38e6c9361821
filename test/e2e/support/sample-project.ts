/** A project with layers that every test knows: made by hand, so that nothing depends on what an engine finds. */
import sharp from 'sharp'
import { newDocument, newPixelLayer, translation } from '../../../src/shared/document/records.ts'
import { insertLayers } from '../../../src/shared/document/commands/structure.ts'
import { applyDiff } from '../../../src/shared/document/diff.ts'
import type { Asset } from '../../../src/shared/document/assets.ts'
import type { DocumentRecords } from '../../../src/shared/document/types.ts'
import { hashAsset } from '../../../src/main/project/asset-content.ts'
import { createProject } from '../../../src/main/project/project.ts'

/** In document pixels; fits a window of 1280 × 800 at its own size. */
export const sample = { width: 720, height: 540 }

/** From the bottom to the top; boxes in document pixels. */
const things = [
  { name: 'Ground', kind: 'background', x: 0, y: 0, ...sample, svg: '<rect width="720" height="540" fill="#f6d696"/>' },
  { name: 'Disc', kind: 'object', x: 60, y: 180, width: 240, height: 240, svg: disc('#16324f', 120) },
  { name: 'Card', kind: 'object', x: 380, y: 120, width: 150, height: 110, svg: card('#f4604c') },
  { name: 'Dot', kind: 'object', x: 600, y: 60, width: 80, height: 80, svg: disc('#1c7a5b', 40) },
  { name: 'Bar', kind: 'object', x: 380, y: 400, width: 280, height: 60, svg: card('#7b2d8b') },
] as const

export type SampleLayer = (typeof things)[number]['name']
/** Names from the top of the stack to the bottom, as the panel lists them. */
export const sampleLayers = things.map(({ name }) => name as string).reverse()

function disc(fill: string, radius: number): string {
  return `<circle cx="${radius}" cy="${radius}" r="${radius}" fill="${fill}"/>`
}

/** Without soft edges: what is selected of it has its size exactly. */
function card(fill: string): string {
  return `<rect width="100%" height="100%" fill="${fill}"/>`
}

/** The middle of a layer in document pixels. */
export function middleOf(layer: SampleLayer): { x: number; y: number } {
  const thing = things.find(({ name }) => name === layer)
  if (!thing) throw new Error(`There is no layer ${layer}.`)
  return { x: thing.x + thing.width / 2, y: thing.y + thing.height / 2 }
}

/** Writes the project. */
export async function writeSampleProject(file: string): Promise<void> {
  const assets: Asset[] = []
  const layers = []
  for (const { name, kind, x, y, width, height, svg } of things) {
    const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${svg}</svg>`
    const data = new Uint8Array(await sharp(Buffer.from(picture)).ensureAlpha().raw().toBuffer())
    const asset: Asset = { type: 'rgba', width, height, data }
    assets.push(asset)
    const transform = translation(x, y)
    layers.push(
      newPixelLayer({ id: name.toLowerCase(), name, kind, asset: hashAsset(asset), width, height, transform }),
    )
  }
  const empty: DocumentRecords = { document: newDocument({ name: 'Sample', ...sample }) }
  const records = applyDiff(empty, insertLayers(empty, { layers, at: { parent: null, above: null } }))
  const project = await createProject(file, { records, assets })
  await project.close()
}
