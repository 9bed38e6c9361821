/** Reading ICC profiles (ICC.1:2010, the parts needed): what they are called, and whether they are plain sRGB. */

export interface Profile {
  /** Signature of the device colour space: 'RGB', 'GRAY', 'CMYK'... */
  colorSpace: string
  /** The profile's own description, or '' when it has none that can be read. */
  description: string
  /** Whether converting 8-bit values to sRGB would leave every one of them as it is. */
  isSrgb: boolean
  /** How to convert device values, for a grey profile and for an RGB one that is curves and a matrix; null for others. */
  shaper: Shaper | null
}

/** A function on 0..1. */
export type Curve = (value: number) => number

/** Device values to linear sRGB light: a curve for each channel, then a 3 × 3 matrix (row by row; null for grey). */
export interface Shaper {
  curves: readonly Curve[]
  matrix: readonly number[] | null
}

/** D50 XYZ to linear sRGB: the inverse of the primaries that sRGB profiles carry. */
const xyzToSrgb = [3.1338561, -1.6168667, -0.4906146, -0.9787684, 1.9161415, 0.033454, 0.0719453, -0.2289914, 1.4052427]

/** Parses a profile; null when the bytes are not one. Never throws. */
export function parseProfile(bytes: Uint8Array): Profile | null {
  try {
    const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (data.length < 132 || data.toString('latin1', 36, 40) !== 'acsp') return null
    const tags = readTags(data)
    const colorSpace = data.toString('latin1', 16, 20).trim()
    const connection = data.toString('latin1', 20, 24).trim()
    const shaper = colorSpace === 'GRAY' ? readGray(tags, connection) : readMatrix(tags, colorSpace, connection)
    return {
      colorSpace,
      description: readDescription(tags.get('desc')),
      isSrgb: shaper?.matrix ? isSrgb(shaper.curves, shaper.matrix) : false,
      shaper,
    }
  } catch (error) {
    // Offsets that point outside of the data: a damaged profile is no profile.
    if (error instanceof RangeError) return null
    throw error
  }
}

function readTags(data: Buffer): Map<string, Buffer> {
  const tags = new Map<string, Buffer>()
  const count = Math.min(data.readUInt32BE(128), 100)
  for (let index = 0; index < count; index++) {
    const entry = 132 + index * 12
    const offset = data.readUInt32BE(entry + 4)
    tags.set(data.toString('latin1', entry, entry + 4), data.subarray(offset, offset + data.readUInt32BE(entry + 8)))
  }
  return tags
}

/** `desc` (version 2: ASCII) or `mluc` (version 4: UTF-16 in several languages, of which the first is taken). */
function readDescription(tag: Buffer | undefined): string {
  if (!tag) return ''
  const type = tag.toString('latin1', 0, 4)
  let text = ''
  if (type === 'desc') text = tag.toString('latin1', 12, 12 + tag.readUInt32BE(8))
  if (type === 'mluc' && tag.readUInt32BE(8) > 0) {
    const length = tag.readUInt32BE(20)
    const offset = tag.readUInt32BE(24)
    for (let at = offset; at + 1 < offset + length; at += 2) text += String.fromCharCode(tag.readUInt16BE(at))
  }
  return text.replace(/\0.*$/s, '').trim()
}

function isSrgb(curves: readonly Curve[], matrix: readonly number[]): boolean {
  if (matrix.some((value, index) => Math.abs(value - (index % 4 === 0 ? 1 : 0)) > 0.003)) return false
  const levels = Array.from({ length: 256 }, (_, level) => level)
  return curves.every((curve) => levels.every((level) => Math.abs(encodeSrgb(curve(level / 255)) * 255 - level) < 0.45))
}

/** A profile with look-up tables (A2B0) converts through them, whatever its matrix says. */
function readMatrix(tags: Map<string, Buffer>, colorSpace: string, connection: string): Shaper | null {
  if (colorSpace !== 'RGB' || connection !== 'XYZ' || tags.has('A2B0')) return null
  const columns = ['rXYZ', 'gXYZ', 'bXYZ'].map((name) => tags.get(name))
  const curves = ['rTRC', 'gTRC', 'bTRC'].map((name) => readCurve(tags.get(name)))
  const matrix: number[] = []
  for (let row = 0; row < 3; row++)
    for (const column of columns) {
      if (!column) return null
      matrix.push([0, 1, 2].reduce((sum, axis) => sum + xyzToSrgb[row * 3 + axis] * fixed(column, 8 + axis * 4), 0))
    }
  return curves.every((curve) => curve !== null) ? { curves, matrix } : null
}

function readGray(tags: Map<string, Buffer>, connection: string): Shaper | null {
  const curve = readCurve(tags.get('kTRC'))
  if (!curve) return null
  return { curves: [connection === 'Lab' ? (value) => luminanceOfLightness(curve(value) * 100) : curve], matrix: null }
}

/** A tone curve, device value to linear light, both 0..1: `curv` (identity, gamma or table) or `para`. */
function readCurve(tag: Buffer | undefined): Curve | null {
  const type = tag?.toString('latin1', 0, 4)
  if (!tag || (type !== 'curv' && type !== 'para')) return null
  if (type === 'para') return parametricCurve(tag)
  const count = tag.readUInt32BE(8)
  if (count === 0) return (value) => value
  if (count === 1) {
    const gamma = tag.readUInt16BE(12) / 256
    return (value) => value ** gamma
  }
  const table = Float64Array.from({ length: count }, (_, index) => tag.readUInt16BE(12 + index * 2) / 65535)
  return (value) => {
    const position = value * (count - 1)
    const index = Math.min(count - 2, Math.floor(position))
    return table[index] + (table[index + 1] - table[index]) * (position - index)
  }
}

/** parametricCurveType, functions 0 to 4 (ICC.1:2010, table 65). */
function parametricCurve(tag: Buffer): Curve | null {
  const kind = tag.readUInt16BE(8)
  const counts = [1, 3, 4, 5, 7]
  if (kind >= counts.length) return null
  const [g, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from({ length: counts[kind] }, (_, index) =>
    fixed(tag, 12 + index * 4),
  )
  const power: Curve = (value) => Math.max(0, a * value + b) ** g
  if (kind === 0) return (value) => value ** g
  if (kind === 1) return (value) => (value >= -b / a ? power(value) : 0)
  if (kind === 2) return (value) => (value >= -b / a ? power(value) + c : c)
  return (value) => (value >= d ? power(value) + e : c * value + f)
}

/** s15Fixed16Number. */
function fixed(data: Buffer, offset: number): number {
  return data.readInt32BE(offset) / 65536
}

/** Linear light to sRGB's encoding, both 0..1; values outside are clipped. */
export function encodeSrgb(linear: number): number {
  const value = Math.min(1, Math.max(0, linear))
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055
}

/** CIE L* (0..100) to relative luminance (0..1). */
function luminanceOfLightness(lightness: number): number {
  return lightness > 8 ? ((lightness + 16) / 116) ** 3 : lightness / 903.2963
}
