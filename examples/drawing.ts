/** What the scenes are drawn with: SVG fragments, outlined words, seeded random numbers, and noise. */
import { readFileSync } from 'node:fs'
import sharp from 'sharp'

export interface Picture {
  width: number
  height: number
  /** RGBA, 8 bit. */
  data: Uint8Array
}

export interface Scene {
  /** Name of the file to write; its extension is the format. */
  file: string
  draw(): Promise<Picture>
}

type Font = 'anton' | 'serif' | 'medium' | 'bold' | 'hand'

/** Words as outlines at size 100, baseline at 0. */
const lettering = JSON.parse(readFileSync(new URL('lettering.json', import.meta.url), 'utf8')) as Record<
  Font,
  Record<string, { advance: number; outline: string }>
>

/** A line of words on the baseline y; x is its left, middle or right end. */
export function words(
  font: Font,
  text: string,
  x: number,
  y: number,
  size: number,
  fill: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
): string {
  const set = lettering[font][text]
  if (!set) throw new Error(`"${text}" is not among the outlined words of ${font}.`)
  const share = { start: 0, middle: 0.5, end: 1 }[anchor]
  const left = x - (set.advance * size * share) / 100
  return `<path d="${set.outline}" fill="${fill}" transform="translate(${left.toFixed(2)} ${y}) scale(${size / 100})"/>`
}

/** Numbers 0 ≤ n < 1 of a seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Value noise, 0..1, that repeats for the same position and seed. */
export function noise(x: number, y: number, seed: number): number {
  const column = Math.floor(x)
  const row = Math.floor(y)
  const ease = (t: number) => t * t * (3 - 2 * t)
  const u = ease(x - column)
  const v = ease(y - row)
  const top = corner(column, row, seed) * (1 - u) + corner(column + 1, row, seed) * u
  const bottom = corner(column, row + 1, seed) * (1 - u) + corner(column + 1, row + 1, seed) * u
  return top * (1 - v) + bottom * v
}

function corner(column: number, row: number, seed: number): number {
  let hash = Math.imul(column, 374761393) ^ Math.imul(row, 668265263) ^ Math.imul(seed, 2147483647)
  hash = Math.imul(hash ^ (hash >>> 13), 1274126177)
  return ((hash ^ (hash >>> 16)) >>> 0) / 4294967296
}

/** Sum of `octaves` of noise, each half as strong and twice as fine as the one before; 0..1. */
export function fractalNoise(x: number, y: number, octaves: number, seed: number): number {
  let sum = 0
  let total = 0
  for (let octave = 0; octave < octaves; octave++) {
    const strength = 0.5 ** octave
    sum += strength * noise(x * 2 ** octave, y * 2 ** octave, seed + octave)
    total += strength
  }
  return sum / total
}

/** Fills a picture pixel by pixel; colours are 0..255. */
export function paint(width: number, height: number, color: (x: number, y: number) => readonly number[]): Picture {
  const data = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4
      const [red, green, blue] = color(x, y)
      data[at] = Math.round(Math.min(255, Math.max(0, red)))
      data[at + 1] = Math.round(Math.min(255, Math.max(0, green)))
      data[at + 2] = Math.round(Math.min(255, Math.max(0, blue)))
      data[at + 3] = 255
    }
  }
  return { width, height, data }
}

/** Draws SVG elements over a ground. `blur` is the radius (standard deviation) in pixels for the whole drawing. */
export async function drawOver(ground: Picture, body: string, blur = 0): Promise<Picture> {
  const { width, height } = ground
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`
  let drawing = sharp(Buffer.from(svg)).ensureAlpha()
  if (blur > 0) drawing = drawing.blur(blur)
  const { data } = await sharp(ground.data, { raw: { width, height, channels: 4 } })
    .composite([{ input: await drawing.png().toBuffer() }])
    .raw()
    .toUint8Array()
  return { width, height, data }
}

export function flatGround(width: number, height: number, color: readonly [number, number, number]): Picture {
  return paint(width, height, () => color)
}
