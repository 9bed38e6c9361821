/** What ag-psd reads in a PSD, as plain layers from the bottom to the top. */
import { initializeCanvas, readPsd, type Layer } from 'ag-psd'

type ImageDataFactory = NonNullable<Parameters<typeof initializeCanvas>[1]>

export interface ReadLayer {
  name: string
  group: boolean
  hidden: boolean
  /** 0..1, in steps of 1/255. */
  opacity: number
  blendMode: string
  left: number
  top: number
  masked: boolean
  /** RGBA; null for groups and empty layers. */
  pixels: Uint8Array | null
}

export interface ReadPsd {
  width: number
  height: number
  layers: ReadLayer[]
  composite: Uint8Array
}

export function readPsdLayers(bytes: Uint8Array): ReadPsd {
  const refuse = (): never => {
    throw new Error('No canvas is needed.')
  }
  initializeCanvas(refuse, (width, height) => {
    return { width, height, data: new Uint8ClampedArray(width * height * 4) } as ReturnType<ImageDataFactory>
  })
  const { width, height, children, imageData } = readPsd(bytes, {
    useImageData: true,
    useRawThumbnail: true,
    strict: true,
  })
  if (!imageData) throw new Error('The file has no merged picture.')
  return { width, height, layers: (children ?? []).flatMap(flat), composite: new Uint8Array(imageData.data) }
}

/** A group comes before what is in it, as in walk(). */
function flat(layer: Layer): ReadLayer[] {
  const { name = '', hidden = false, opacity = 1, blendMode = 'normal', left = 0, top = 0, mask, children } = layer
  const pixels = layer.imageData ? new Uint8Array(layer.imageData.data) : null
  const group = children !== undefined
  return [
    { name, group, hidden, opacity, blendMode, left, top, masked: mask !== undefined, pixels },
    ...(children ?? []).flatMap(flat),
  ]
}
