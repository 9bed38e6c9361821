/** Arithmetic of boxes and of buffers cropped to them. */
import type { Box, Mask, Plane } from './pixels.ts'

export function intersect(a: Box, b: Box): Box | null {
  const x = Math.max(a.x, b.x)
  const y = Math.max(a.y, b.y)
  const width = Math.min(a.x + a.width, b.x + b.width) - x
  const height = Math.min(a.y + a.height, b.y + b.height) - y
  return width > 0 && height > 0 ? { x, y, width, height } : null
}

/** The smallest box around both. */
export function union(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x)
  const y = Math.min(a.y, b.y)
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  }
}

/** Grown by `margin` pixels on every side (shrunk when negative), kept inside width × height and at least one pixel large. */
export function grow(box: Box, margin: number, width: number, height: number): Box {
  const x = Math.min(width - 1, Math.max(0, Math.floor(box.x - margin)))
  const y = Math.min(height - 1, Math.max(0, Math.floor(box.y - margin)))
  const right = Math.min(width, Math.max(x + 1, Math.ceil(box.x + box.width + margin)))
  const bottom = Math.min(height, Math.max(y + 1, Math.ceil(box.y + box.height + margin)))
  return { x, y, width: right - x, height: bottom - y }
}

export function wholeBox(size: { width: number; height: number }): Box {
  return { x: 0, y: 0, width: size.width, height: size.height }
}

export function boxArea(box: Box): number {
  return box.width * box.height
}

/** The tight box of the values over `threshold`, or null where there are none. */
export function boundsOf(plane: Plane | Mask, threshold = 0): Box | null {
  const { width, height, data } = plane
  let left = width
  let right = -1
  let top = height
  let bottom = -1
  for (let y = 0; y < height; y++) {
    const row = y * width
    for (let x = 0; x < width; x++) {
      if (data[row + x] <= threshold) continue
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      bottom = y
    }
  }
  return right < 0 ? null : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }
}

/** Copies the box out of an interleaved buffer of `channels` values a pixel. The box must lie inside. */
export function cropData<T extends Float32Array | Uint8Array | Int32Array>(
  data: T,
  width: number,
  channels: number,
  box: Box,
): T {
  const out = new (data.constructor as new (length: number) => T)(box.width * box.height * channels)
  for (let y = 0; y < box.height; y++) {
    const from = ((box.y + y) * width + box.x) * channels
    out.set(data.subarray(from, from + box.width * channels), y * box.width * channels)
  }
  return out
}

/** Copies a cropped buffer back to its place in a larger one. */
export function pasteData<T extends Float32Array | Uint8Array>(
  target: T,
  width: number,
  channels: number,
  box: Box,
  source: T,
): void {
  for (let y = 0; y < box.height; y++) {
    const from = y * box.width * channels
    target.set(source.subarray(from, from + box.width * channels), ((box.y + y) * width + box.x) * channels)
  }
}
