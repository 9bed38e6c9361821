/** The documents that the editor is measured with: every run makes the same ones. */
import { join } from 'node:path'
import { createProject } from '../../src/main/project/project.ts'
import { hashAsset } from '../../src/main/project/asset-content.ts'
import type { Asset } from '../../src/shared/document/assets.ts'
import { insertLayers } from '../../src/shared/document/commands/structure.ts'
import { applyDiff } from '../../src/shared/document/diff.ts'
import { newDocument, newPixelLayer, translation, type NewLayer } from '../../src/shared/document/records.ts'

type Picture = Extract<Asset, { type: 'rgba' | 'gray' }>

export const large = { width: 3840, height: 2160, layers: 8 }
export const many = { width: 1920, height: 1080, layers: 500, side: 48 }

/** Cells of a coarse grid over the picture: what a small reading of the screen is held against. */
export const grid = { columns: 16, rows: 9 }

/** The same number for the same place, 0..255. */
function grain(x: number, y: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1)
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b)
  return (h ^ (h >>> 13)) & 255
}

/** Which of the cut layers a pixel belongs to: the nearest of scattered points. */
function ownerOf(x: number, y: number): number {
  let nearest = 0
  let least = Infinity
  for (let i = 1; i < large.layers - 1; i++) {
    const far = (x - ((i * 977) % large.width)) ** 2 + 2 * (y - ((i * 1361) % large.height)) ** 2
    if (far < least) {
      least = far
      nearest = i
    }
  }
  return least < 800_000 ? nearest : 0
}

/** A pixel of one of the eight: a ground, six pieces with hard edges that fit each other, a soft veil. Straight alpha. */
function largePixel(layer: number, x: number, y: number, owner: number, out: Uint8Array, at: number): void {
  const noise = grain(x, y)
  if (layer === large.layers - 1) {
    out[at] = 250
    out[at + 1] = 230
    out[at + 2] = 200
    out[at + 3] = Math.max(0, Math.round(90 * (1 - y / 1200)))
    return
  }
  if (layer > 0 && owner !== layer) return
  out[at] = 40 + layer * 22 + (x * 40) / large.width + (noise & 7)
  out[at + 1] = 190 - layer * 18 + (y * 40) / large.height + ((noise >> 3) & 7)
  out[at + 2] = 60 + ((layer * 71) % 140) + (noise >> 5)
  out[at + 3] = 255
}

function* largeLayers(): Generator<Picture> {
  const { width, height, layers } = large
  const owners = new Uint8Array(width * height)
  for (let y = 0, i = 0; y < height; y++) for (let x = 0; x < width; x++, i++) owners[i] = ownerOf(x, y)
  for (let layer = 0; layer < layers; layer++) {
    const data = new Uint8Array(width * height * 4)
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) largePixel(layer, x, y, owners[i], data, i * 4)
    }
    yield { type: 'rgba', width, height, data }
  }
}

/** Colours (r, g, b...) in the middles of the grid's cells, as the layers give them. */
export function largeColors(): number[] {
  const pixel = new Uint8Array(4)
  const colors: number[] = []
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const x = Math.floor(((column + 0.5) * large.width) / grid.columns)
      const y = Math.floor(((row + 0.5) * large.height) / grid.rows)
      const sum = [0, 0, 0]
      for (let layer = 0; layer < large.layers; layer++) {
        pixel.fill(0)
        largePixel(layer, x, y, ownerOf(x, y), pixel, 0)
        const alpha = pixel[3] / 255
        for (let c = 0; c < 3; c++) sum[c] = sum[c] * (1 - alpha) + pixel[c] * alpha
      }
      colors.push(...sum)
    }
  }
  return colors
}

function* manyLayers(): Generator<Picture> {
  const { layers, side } = many
  for (let layer = 0; layer < layers; layer++) {
    const data = new Uint8Array(side * side * 4)
    for (let i = 0; i < side * side; i++) {
      data.set([(layer * 37) & 255, (layer * 91) & 255, grain(i, layer), i % side === 0 ? 0 : 255], i * 4)
    }
    yield { type: 'rgba', width: side, height: side, data }
  }
}

async function write(
  file: string,
  size: { width: number; height: number },
  pictures: Iterable<Picture>,
  place: (index: number) => [x: number, y: number],
): Promise<void> {
  // The records name the hashes, so all layers are made before the first is written: one after the other, by hash.
  const assets: Picture[] = []
  const layers: NewLayer[] = []
  for (const picture of pictures) {
    const { width, height } = picture
    const index = layers.length
    const transform = translation(...place(index))
    const name = `Layer ${index + 1}`
    layers.push(
      newPixelLayer({
        id: `layer-${index}`,
        name,
        kind: 'object',
        asset: hashAsset(picture),
        width,
        height,
        transform,
      }),
    )
    assets.push(picture)
  }
  const empty = { document: newDocument({ name: 'Benchmark', width: size.width, height: size.height }) }
  const records = applyDiff(empty, insertLayers(empty, { layers, at: { parent: null, above: null } }))
  const project = await createProject(file, { records, assets })
  await project.close()
}

/** Writes both documents; gives their paths. */
export async function writeDocuments(folder: string): Promise<{ large: string; many: string }> {
  const files = { large: join(folder, 'large.lproj'), many: join(folder, 'many.lproj') }
  await write(files.large, large, largeLayers(), () => [0, 0])
  await write(files.many, many, manyLayers(), (index) => [(index * 61) % 1800, (index * 83) % 1000])
  return files
}
