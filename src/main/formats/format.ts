/** What an output format is: a document and its pixels in, files out. Formats see no database and do no compositing. */
import type { DocumentRecord, DocumentRecords, FillLayer, LayerMask, PixelLayer } from '../../shared/document/types.ts'
import type { Box, Rgba8 } from '../imaging/pixels.ts'

/** A layer's own pixels where they lie in the document: straight-alpha RGBA, box.width × box.height × 4 bytes. */
export interface PlacedPixels {
  /** In document pixels; may reach over the canvas. */
  box: Box
  data: Uint8Array
}

/** Facts about how the layers came to be, for formats that keep them. All of them may be unknown. */
export interface ExportFacts {
  laminaVersion: string
  picture?: {
    /** Of the file that was opened: `png`, `jpeg`... */
    format: string
    /** Bits a channel in the file. */
    depth?: number
    hadAlpha?: boolean
    /** Of the file that was opened. */
    sha256?: string
  }
  /** In the order in which the stages ran. */
  timings?: readonly { stage: string; seconds: number }[]
  /** Comparison of the layers put together again with the picture. */
  exactness?: { pixels: number; differing: number; largestDifference: number }
}

/** Everything that a format reads. Arrays that it hands out stay the source's: a format neither changes nor transfers them. */
export interface ExportSource {
  records: DocumentRecords
  /**
   * The layer rasterised in document space: its transform is applied (and for a fill layer, its fill), its opacity,
   * mask, clipping and blend mode are not. null: there is nothing to see. Formats call it once a layer, one at a time.
   */
  layerPixels(layer: PixelLayer | FillLayer): Promise<PlacedPixels | null>
  /** mask.width × mask.height bytes. */
  maskPixels(mask: LayerMask): Promise<Uint8Array>
  /** All visible layers put together, of the document's size. */
  composite: Rgba8
  facts: ExportFacts
}

/** Something the format cannot hold, and what was done instead. */
export interface FormatWarning {
  code:
    | 'RASTERISED'
    | 'NOT_IN_PIXELS'
    | 'BLEND_MODE_REPLACED'
    | 'FONT_REPLACED'
    | 'FONTS_NEEDED'
    | 'LOCK_LOST'
    | 'NEEDS_PSB'
  /** null where it is about the whole document. */
  layer: { id: string; name: string } | null
  /** One sentence for a person. */
  message: string
}

/**
 * Takes one finished file: a path relative to the output, with forward slashes (for a single file the caller chooses
 * the name, and the path says the extension), and its content in pieces, in order.
 */
export type FileSink = (path: string, content: readonly Uint8Array[]) => Promise<void>

export interface FormatContext {
  signal?: AbortSignal
  /** 0..1, never falling. */
  onProgress?: (done: number) => void
}

export interface OutputFormat {
  id: string
  /** For a menu or a help text. */
  title: string
  /** Whether it writes one file or files in a folder. */
  output: 'file' | 'folder'
  /** Extensions it is chosen by, lower case without the dot; the first is the usual one. */
  extensions: readonly string[]
  /** The extension, without the dot, that this document's file should have. */
  extensionFor?(document: DocumentRecord): string
  /** Gives every file to the sink. Throws LaminaError, CANCELLED when the signal is aborted. */
  write(source: ExportSource, sink: FileSink, context?: FormatContext): Promise<FormatWarning[]>
}
