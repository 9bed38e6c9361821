/**
 * Blend functions B(backdrop, source) of single pixels, colours 0..1.
 *
 * Separable modes after W3C "Compositing and Blending Level 1" and ISO 32000-1 11.3.5; the modes W3C does not have (linear
 * and vivid light, pin light, hard mix, divide, darker and lighter color) and soft light after Adobe's published
 * formulas for Photoshop, which differ from W3C's in soft light.
 */
import type { BlendMode } from '../document/types.ts'

/** Writes the blended colour of one pixel into `out`. */
export type BlendFunction = (
  br: number,
  bg: number,
  bb: number,
  sr: number,
  sg: number,
  sb: number,
  out: Float64Array,
) => void

type Channel = (backdrop: number, source: number) => number

const clamp = (v: number) => (v < 0 ? 0 : v > 1 ? 1 : v)

const colorBurn: Channel = (b, s) => (b >= 1 ? 1 : s <= 0 ? 0 : 1 - Math.min(1, (1 - b) / s))
const colorDodge: Channel = (b, s) => (b <= 0 ? 0 : s >= 1 ? 1 : Math.min(1, b / (1 - s)))
const hardLight: Channel = (b, s) => (s <= 0.5 ? 2 * b * s : 1 - 2 * (1 - b) * (1 - s))
const vividLight: Channel = (b, s) => (s <= 0.5 ? colorBurn(b, 2 * s) : colorDodge(b, 2 * s - 1))

const separable = {
  darken: (b, s) => Math.min(b, s),
  multiply: (b, s) => b * s,
  'color burn': colorBurn,
  'linear burn': (b, s) => Math.max(0, b + s - 1),
  lighten: (b, s) => Math.max(b, s),
  screen: (b, s) => b + s - b * s,
  'color dodge': colorDodge,
  'linear dodge': (b, s) => Math.min(1, b + s),
  overlay: (b, s) => hardLight(s, b),
  'soft light': (b, s) => (s <= 0.5 ? 2 * b * s + b * b * (1 - 2 * s) : 2 * b * (1 - s) + Math.sqrt(b) * (2 * s - 1)),
  'hard light': hardLight,
  'vivid light': vividLight,
  'linear light': (b, s) => clamp(b + 2 * s - 1),
  'pin light': (b, s) => (s <= 0.5 ? Math.min(b, 2 * s) : Math.max(b, 2 * s - 1)),
  'hard mix': (b, s) => (b + s >= 1 ? 1 : 0),
  difference: (b, s) => Math.abs(b - s),
  exclusion: (b, s) => b + s - 2 * b * s,
  subtract: (b, s) => Math.max(0, b - s),
  divide: (b, s) => (s <= 0 ? (b <= 0 ? 0 : 1) : Math.min(1, b / s)),
} satisfies Partial<Record<BlendMode, Channel>>

/** Weights of Photoshop and of the specifications alike. */
const lum = (r: number, g: number, b: number) => 0.3 * r + 0.59 * g + 0.11 * b
const sat = (r: number, g: number, b: number) => Math.max(r, g, b) - Math.min(r, g, b)

/** Shifts a colour to a luminosity, and back into the gamut along the grey axis. */
function setLum(r: number, g: number, b: number, wanted: number, out: Float64Array): void {
  const shift = wanted - lum(r, g, b)
  out[0] = r + shift
  out[1] = g + shift
  out[2] = b + shift
  const l = lum(out[0], out[1], out[2])
  const low = Math.min(out[0], out[1], out[2])
  const high = Math.max(out[0], out[1], out[2])
  for (let c = 0; c < 3; c++) {
    if (low < 0) out[c] = l + ((out[c] - l) * l) / (l - low)
    if (high > 1) out[c] = l + ((out[c] - l) * (1 - l)) / (high - l)
  }
}

/** Stretches a colour to a saturation, its lowest channel at 0. */
function setSat(r: number, g: number, b: number, wanted: number, out: Float64Array): void {
  const low = Math.min(r, g, b)
  const range = Math.max(r, g, b) - low
  const scale = range > 0 ? wanted / range : 0
  out[0] = (r - low) * scale
  out[1] = (g - low) * scale
  out[2] = (b - low) * scale
}

const joint = {
  'darker color': (br, bg, bb, sr, sg, sb, out) => {
    if (lum(sr, sg, sb) < lum(br, bg, bb)) setColor(out, sr, sg, sb)
    else setColor(out, br, bg, bb)
  },
  'lighter color': (br, bg, bb, sr, sg, sb, out) => {
    if (lum(sr, sg, sb) > lum(br, bg, bb)) setColor(out, sr, sg, sb)
    else setColor(out, br, bg, bb)
  },
  hue: (br, bg, bb, sr, sg, sb, out) => {
    setSat(sr, sg, sb, sat(br, bg, bb), out)
    setLum(out[0], out[1], out[2], lum(br, bg, bb), out)
  },
  saturation: (br, bg, bb, sr, sg, sb, out) => {
    setSat(br, bg, bb, sat(sr, sg, sb), out)
    setLum(out[0], out[1], out[2], lum(br, bg, bb), out)
  },
  color: (br, bg, bb, sr, sg, sb, out) => setLum(sr, sg, sb, lum(br, bg, bb), out),
  luminosity: (br, bg, bb, sr, sg, sb, out) => setLum(br, bg, bb, lum(sr, sg, sb), out),
} satisfies Partial<Record<BlendMode, BlendFunction>>

function setColor(out: Float64Array, r: number, g: number, b: number): void {
  out[0] = r
  out[1] = g
  out[2] = b
}

/**
 * The blend function of a mode; null for those that replace the backdrop's colour (normal, dissolve, pass through).
 */
export function blendFunction(mode: BlendMode): BlendFunction | null {
  if (mode in joint) return joint[mode as keyof typeof joint]
  if (!(mode in separable)) return null
  const channel = separable[mode as keyof typeof separable]
  return (br, bg, bb, sr, sg, sb, out) => {
    out[0] = channel(br, sr)
    out[1] = channel(bg, sg)
    out[2] = channel(bb, sb)
  }
}
