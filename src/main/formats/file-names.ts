/** File names for layers: readable, safe on every system, unique, and sorting from the bottom to the top. */
import type { DocumentRecords } from '../../shared/document/types.ts'
import { paintedLayers } from './layer-tree.ts'

const LONGEST_SLUG = 60

/** The files of one layer, relative to the output folder. */
export interface LayerFiles {
  /** `layers/03-text-summer-sale.png` */
  pixels: string
  /** `masks/03-text-summer-sale.png`; null without a mask. */
  mask: string | null
}

/** Names for all layers with pixels or a fill, by layer id. Numbers have as many digits as the last one, at least two. */
export function layerFiles(records: DocumentRecords): Map<string, LayerFiles> {
  const layers = paintedLayers(records)
  const digits = Math.max(2, String(layers.length - 1).length)
  return new Map(
    layers.map(({ layer }, index) => {
      const name = `${String(index).padStart(digits, '0')}-${slug(layer.name) || layer.kind}.png`
      return [layer.id, { pixels: `layers/${name}`, mask: layer.mask ? `masks/${name}` : null }]
    }),
  )
}

/** Lower-case letters and digits of any script, and single hyphens; empty where the name has none. */
export function slug(name: string): string {
  const hyphenated = name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Mark}\p{Number}]+/gu, '-')
  return trimHyphens([...trimHyphens(hyphenated)].slice(0, LONGEST_SLUG).join(''))
}

function trimHyphens(text: string): string {
  return text.replace(/^-+|-+$/g, '')
}
