/** The smaller copy of a large picture on which engines work. */
import { grow } from '../../imaging/boxes.ts'
import type { Box, Rgba8, RgbF } from '../../imaging/pixels.ts'

export interface WorkingCopy {
  /** What engines work on: straight alpha, averaged by what is seen. The picture itself when it is small enough. */
  image: Rgba8
  /** The same in floats, over white: what edges are carried along. */
  guide: RgbF
  /** Full-size pixels per working pixel, across and down; 1 when nothing was scaled. */
  scaleX: number
  scaleY: number
}

/** About two megapixels: enough for models that see 1024², and a tenth of a second per pass over it. */
export const WORKING_PIXELS = 2_000_000

/**
 * Scales a picture down to at most `maxPixels` (about: sides are rounded) by area means of the encoded values, in which
 * layers are composited too, so that mattes and colours keep their relation. Takes 32 bytes a working pixel and a few
 * rows of the picture.
 */
export function workingCopy(picture: Rgba8, maxPixels: number = WORKING_PIXELS): WorkingCopy {
  const shrink = Math.max(1, Math.sqrt((picture.width * picture.height) / maxPixels))
  const width = Math.max(1, Math.round(picture.width / shrink))
  const height = Math.max(1, Math.round(picture.height / shrink))
  return scaledCopy(picture, width, height)
}

/** The same of a size that is known; the picture itself where it has that size. */
export function scaledCopy(picture: Rgba8, width: number, height: number): WorkingCopy {
  const same = width === picture.width && height === picture.height
  const means = premultipliedMeans(picture, width, height)
  const data = same ? picture.data : new Uint8Array(width * height * 4)
  const guide = new Float32Array(width * height * 3)
  for (let i = 0; i < width * height; i++) {
    const opacity = means[i * 4 + 3] / 255
    for (let c = 0; c < 3; c++) {
      const value = means[i * 4 + c]
      guide[i * 3 + c] = value + 255 * (1 - opacity)
      if (!same && opacity > 0) data[i * 4 + c] = Math.round(value / opacity)
    }
    if (!same) data[i * 4 + 3] = Math.round(opacity * 255)
  }
  return {
    image: same ? picture : { width, height, data },
    guide: { width, height, data: guide },
    scaleX: picture.width / width,
    scaleY: picture.height / height,
  }
}

/** A box of the working copy in the picture's pixels. */
export function fullSize(box: Box, { scaleX, scaleY }: WorkingCopy, picture: Rgba8): Box {
  const scaled = { x: box.x * scaleX, y: box.y * scaleY, width: box.width * scaleX, height: box.height * scaleY }
  return grow(scaled, 0, picture.width, picture.height)
}

/** Area means of colour · alpha and of alpha, 0..255, 4 a pixel, built up row by row. */
function premultipliedMeans(picture: Rgba8, width: number, height: number): Float32Array {
  const scaleY = picture.height / height
  const means = new Float32Array(width * height * 4)
  const across = areaSpans(picture.width, width)
  const row = new Float32Array(picture.width * 4)
  for (let y = 0; y < height; y++) {
    row.fill(0)
    const top = y * scaleY
    const bottom = Math.min(picture.height, (y + 1) * scaleY)
    for (let from = Math.floor(top); from < bottom; from++) {
      const share = Math.min(bottom, from + 1) - Math.max(top, from)
      if (share > 0) addRow(row, picture, from, share / scaleY)
    }
    for (let x = 0; x < width; x++) {
      const to = (y * width + x) * 4
      for (let k = across.starts[x]; k < across.starts[x + 1]; k++) {
        const at = across.indexes[k] * 4
        for (let c = 0; c < 4; c++) means[to + c] += row[at + c] * across.weights[k]
      }
    }
  }
  return means
}

function addRow(row: Float32Array, picture: Rgba8, y: number, share: number): void {
  const { data, width } = picture
  for (let i = 0, at = y * width * 4; i < row.length; i += 4, at += 4) {
    const alpha = data[at + 3]
    const weight = (share * alpha) / 255
    row[i] += data[at] * weight
    row[i + 1] += data[at + 1] * weight
    row[i + 2] += data[at + 2] * weight
    row[i + 3] += alpha * share
  }
}

/** For each target pixel the source pixels under it, with the share of it that they cover. */
function areaSpans(from: number, to: number): { starts: Int32Array; indexes: Int32Array; weights: Float32Array } {
  const scale = from / to
  const starts = new Int32Array(to + 1)
  const indexes: number[] = []
  const weights: number[] = []
  for (let x = 0; x < to; x++) {
    const end = Math.min(from, (x + 1) * scale)
    for (let at = Math.floor(x * scale); at < end; at++) {
      const share = (Math.min(end, at + 1) - Math.max(x * scale, at)) / scale
      if (share <= 0) continue
      indexes.push(at)
      weights.push(share)
    }
    starts[x + 1] = indexes.length
  }
  return { starts, indexes: Int32Array.from(indexes), weights: Float32Array.from(weights) }
}
