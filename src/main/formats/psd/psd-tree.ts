/** Reading the layer tree of a PSD or PSB, of any program and colour mode, without decoding its pixels. */
import { type Layer, type Psd, readPsd } from 'ag-psd'
import { LaminaError } from '../../../shared/contract/errors.ts'
import type { Box } from '../../imaging/pixels.ts'
import { adaptForeignPsd } from './foreign-psd.ts'

export interface PsdTreeLayer {
  name: string
  type: 'pixels' | 'group' | 'text' | 'fill' | 'adjustment' | 'smart object' | 'shape'
  /** Of its pixels, in document pixels; null where it has none. */
  box: Box | null
  /** 0..1 */
  opacity: number
  blendMode: string
  visible: boolean
  clipping: boolean
  mask: boolean
  label: string | null
  /** The string of a text layer. */
  text?: string
  /** Bottom to top; of a group only. */
  children?: PsdTreeLayer[]
}

export interface PsdTree {
  format: 'psd' | 'psb'
  width: number
  height: number
  colorMode: string
  bitsPerChannel: number
  /** Pixels an inch; null where the file does not say. */
  resolution: number | null
  /** Bottom to top. */
  layers: PsdTreeLayer[]
}

const HEADER_BYTES = 26
const COLOR_MODE_AT = 24
const colorModes: Record<number, string> = {
  0: 'bitmap',
  1: 'grayscale',
  2: 'indexed',
  3: 'RGB',
  4: 'CMYK',
  7: 'multichannel',
  8: 'duotone',
  9: 'Lab',
}
const CENTIMETRES_PER_INCH = 2.54

/**
 * The tree of the file. Throws FORMAT_UNSUPPORTED where the bytes are no PSD, FORMAT_DAMAGED where they cannot be
 * followed.
 */
export function readPsdTree(bytes: Uint8Array): PsdTree {
  if (bytes.length < 4 || String.fromCharCode(...bytes.subarray(0, 4)) !== '8BPS') {
    throw new LaminaError('FORMAT_UNSUPPORTED', 'The file is not a PSD or PSB.', 'Choose a Photoshop document.')
  }
  if (bytes.length < HEADER_BYTES) throw damaged()
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const colorMode = header.getUint16(COLOR_MODE_AT)
  const psd = readStructure(bytes)
  const { resolutionInfo } = psd.imageResources ?? {}
  return {
    format: header.getUint16(4) === 2 ? 'psb' : 'psd',
    width: header.getUint32(18),
    height: header.getUint32(14),
    colorMode: colorModes[colorMode] ?? `unknown (${colorMode})`,
    bitsPerChannel: header.getUint16(22),
    resolution: resolutionInfo
      ? resolutionInfo.horizontalResolution *
        (resolutionInfo.horizontalResolutionUnit === 'PPCM' ? CENTIMETRES_PER_INCH : 1)
      : null,
    layers: (psd.children ?? []).map(treeLayer),
  }
}

function readStructure(bytes: Uint8Array): Psd {
  let restore: (() => void) | undefined
  try {
    restore = adaptForeignPsd(bytes)
    return readPsd(bytes, {
      skipLayerImageData: true,
      skipCompositeImageData: true,
      skipThumbnail: true,
      skipLinkedFilesData: true,
    })
  } catch (error) {
    throw damaged(error)
  } finally {
    restore?.()
  }
}

function damaged(cause?: unknown): LaminaError {
  const detail = cause instanceof Error ? ` (${cause.message})` : ''
  return new LaminaError(
    'FORMAT_DAMAGED',
    `The PSD is damaged or cut short${detail}.`,
    'Save or copy it again from the program that made it.',
    { cause },
  )
}

function treeLayer(layer: Layer): PsdTreeLayer {
  const width = (layer.right ?? 0) - (layer.left ?? 0)
  const height = (layer.bottom ?? 0) - (layer.top ?? 0)
  return {
    name: layer.name ?? '',
    type: typeOf(layer),
    box: width > 0 && height > 0 ? { x: layer.left ?? 0, y: layer.top ?? 0, width, height } : null,
    opacity: layer.opacity ?? 1,
    blendMode: layer.blendMode ?? 'normal',
    visible: !layer.hidden,
    clipping: layer.clipping ?? false,
    mask: layer.mask !== undefined,
    label: layer.layerColor && layer.layerColor !== 'none' ? layer.layerColor : null,
    ...(layer.text ? { text: layer.text.text } : {}),
    ...(layer.children ? { children: layer.children.map(treeLayer) } : {}),
  }
}

function typeOf(layer: Layer): PsdTreeLayer['type'] {
  if (layer.children) return 'group'
  if (layer.text) return 'text'
  if (layer.adjustment) return 'adjustment'
  if (layer.placedLayer) return 'smart object'
  if (layer.vectorFill) return layer.vectorMask ? 'shape' : 'fill'
  return 'pixels'
}
