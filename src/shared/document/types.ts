/**
 * The document: a flat table of plain records, so that every change is data with an inverse.
 * Pixels are never in a record: they are assets, named by the sha256 of their content.
 */

export const layerKinds = [
  'background',
  'text',
  'subject',
  'object',
  'panel',
  'artwork',
  'shadow',
  'overlay',
  'group',
  'fill',
] as const
/** What a layer shows, as far as the engine or the person said. */
export type LayerKind = (typeof layerKinds)[number]

/** The blend modes of the PSD format, by its names. `pass through` is for groups only. */
export const blendModes = [
  'pass through',
  'normal',
  'dissolve',
  'darken',
  'multiply',
  'color burn',
  'linear burn',
  'darker color',
  'lighten',
  'screen',
  'color dodge',
  'linear dodge',
  'lighter color',
  'overlay',
  'soft light',
  'hard light',
  'vivid light',
  'linear light',
  'pin light',
  'hard mix',
  'difference',
  'exclusion',
  'subtract',
  'divide',
  'hue',
  'saturation',
  'color',
  'luminosity',
] as const
export type BlendMode = (typeof blendModes)[number]

/** sha256 of an asset's content, 64 lower-case hex digits. */
export type AssetHash = string

/** A text that was read in a layer. The box is in document pixels. */
export interface TextRun {
  string: string
  box: { x: number; y: number; width: number; height: number }
  /** 0..1 */
  confidence: number
  /** sRGB 0..255 */
  color: [number, number, number]
}

/** Source to target, as canvas setTransform: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type AffineMatrix = [a: number, b: number, c: number, d: number, e: number, f: number]

export const textAlignments = ['left', 'center', 'right'] as const

/** How text is set. Lengths are units of its text space, which a matrix places. */
export interface TextStyle {
  family: string
  /** As in CSS: 400 is regular, 700 bold. */
  weight: number
  italic: boolean
  /** Of the em. */
  size: number
  /** sRGB 0..255 */
  color: [r: number, g: number, b: number]
  align: (typeof textAlignments)[number]
  /** Space after each character, thousandths of an em. */
  tracking: number
  /** From one baseline to the next, in ems. */
  lineHeight: number
}

/** Live text: what the pixels of its layer are drawn from. */
export interface LayerText extends TextStyle {
  /** Lines are separated by line feeds. */
  string: string
  /** Text space to the layer's source pixels. The origin is on the first baseline, where the alignment says. */
  transform: AffineMatrix
  /** 0..1: how much the line, set like this, is like the pixels it was found in. null: a person chose the font. */
  likeness: number | null
  /** The pixels as they were before they became text, and their place in text space; null: it was text from the start. */
  original: { asset: AssetHash; width: number; height: number; transform: AffineMatrix } | null
}

/** A layer's mask: one byte a pixel (255 shows), placed in document pixels. */
export interface LayerMask {
  asset: AssetHash
  x: number
  y: number
  width: number
  height: number
  enabled: boolean
  /** Value outside the mask's rectangle: 0 hides, 255 shows. */
  outside: 0 | 255
}

/** What every layer and group has. */
interface LayerBase {
  id: string
  /** Id of the group it is in; null at the top level. */
  parent: string | null
  /** Fractional order key among its siblings; sorts (by code unit) from the bottom to the top. */
  order: string
  name: string
  kind: LayerKind
  visible: boolean
  locks: { transparency: boolean; pixels: boolean; position: boolean }
  /** 0..1 */
  opacity: number
  blendMode: BlendMode
  /** Clipped to the layer below it. */
  clipping: boolean
  mask: LayerMask | null
  /** Colour label as in Photoshop; null is none. */
  label: 'red' | 'orange' | 'yellow' | 'green' | 'blue' | 'violet' | 'gray' | null
}

/** A layer of pixels. Its source stays as it was made; the transform places it. */
export interface PixelLayer extends LayerBase {
  type: 'pixels'
  /** Straight-alpha RGBA of `width` × `height`. */
  asset: AssetHash
  width: number
  height: number
  /** Source pixels to document pixels. */
  transform: AffineMatrix
  /** 0..1: how sure the engine was; null where a person made it. */
  confidence: number | null
  /** What was read in the pixels; live text is in `text`. */
  texts: TextRun[]
  /** Set where the layer is live text: its pixels are drawn from this, or are those it was found in. */
  text: LayerText | null
}

export interface GroupLayer extends LayerBase {
  type: 'group'
  collapsed: boolean
}

/** A layer without pixels of its own that covers the canvas. */
export interface FillLayer extends LayerBase {
  type: 'fill'
  fill:
    | { type: 'color'; color: [r: number, g: number, b: number] }
    | {
        type: 'gradient'
        shape: 'linear' | 'radial'
        /** Degrees, 0 to the right, 90 upwards. */
        angle: number
        stops: { offset: number; color: [r: number, g: number, b: number]; opacity: number }[]
      }
    | { type: 'picture'; asset: AssetHash; width: number; height: number; fit: 'cover' | 'contain' | 'tile' }
}

export type LayerRecord = PixelLayer | GroupLayer | FillLayer

/** A line across the document to align layers with: `x` stands upright at a distance from the left, `y` lies at one from the top. */
export interface Guide {
  axis: 'x' | 'y'
  /** In document pixels. */
  at: number
}

/** The one record that is not a layer. */
export interface DocumentRecord {
  id: 'document'
  type: 'document'
  name: string
  width: number
  height: number
  /** Pixels an inch. */
  resolution: number
  guides: Guide[]
  /** The picture that was opened: its file as it was, and its decoded pixels (RGBA) for comparing. */
  source: {
    fileName: string
    file: AssetHash | null
    pixels: AssetHash | null
    /** Description of the ICC profile the file had; its pixels were converted to sRGB. null: none or sRGB. */
    convertedFromProfile: string | null
  } | null
  /** Which engine made the layers, for the record. */
  engine: { id: string; options: Record<string, unknown>; models: { id: string; sha256: string }[] } | null
}

export type DocRecord = DocumentRecord | LayerRecord

/** All records by id. Treat as immutable. */
export type DocumentRecords = Readonly<Record<string, DocRecord>>

/** A change: what came, what went, and what became something else. Its inverse swaps the sides. */
export interface RecordsDiff {
  added: Record<string, DocRecord>
  updated: Record<string, [from: DocRecord, to: DocRecord]>
  removed: Record<string, DocRecord>
}
