/** Pixel buffers shared by every room of the main process. Plain data, so that they cross worker threads. */

/** A rectangle in whole pixels; (0, 0) is the top left corner. Width and height are at least 1. */
export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** 8-bit sRGB with straight (not premultiplied) alpha, 4 bytes a pixel, row by row. */
export interface Rgba8 {
  width: number
  height: number
  data: Uint8Array
}

/** Interleaved sRGB values as floats, 0..255, 3 a pixel. */
export interface RgbF {
  width: number
  height: number
  data: Float32Array
}

/** One float a pixel: a matte (0..1), a distance, a luminance... */
export interface Plane {
  width: number
  height: number
  data: Float32Array
}

/** One byte a pixel, 0 or 1. */
export interface Mask {
  width: number
  height: number
  data: Uint8Array
}
