/** Lines to set, and pictures of them, the same on every run. */
import sharp from 'sharp'
import { random } from '../../examples/drawing.ts'
import type { RgbF } from '../../src/main/imaging/pixels.ts'
import { coverageOf, type PlacedCoverage } from '../../src/main/typesetting/draw.ts'
import type { Face } from '../../src/main/typesetting/face.ts'
import { layOutLine } from '../../src/main/typesetting/layout.ts'

const words = [
  'SUMMER SALE',
  'Open Studio',
  'night market',
  '50% OFF',
  'Fresh coffee every day',
  'GRAND OPENING',
  'Live Music & Wine',
  'Happy Birthday',
  'NEW ARRIVALS',
  'Join us tonight',
  'Limited Edition',
  'Saturday 12 June',
  'BLACK FRIDAY',
  'Thank you',
  'Book your table now',
  'The Great Outdoors',
]

export interface SampleLine {
  string: string
  size: number
  /** Thousandths of an em. */
  tracking: number
}

/** The line of a number: small ones and large ones, with and without tracking. */
export function sampleLine(number: number): SampleLine {
  const next = random(number * 7919 + 17)
  const tracked = next() < 0.35
  return {
    string: words[Math.floor(next() * words.length)],
    size: Math.round(24 + 76 * next() ** 1.5),
    tracking: tracked ? Math.round(150 * next()) : 0,
  }
}

/** A line with room around it. */
export interface DrawnLine {
  width: number
  height: number
  ink: PlacedCoverage
}

export function drawLine(face: Face, { string, size, tracking }: SampleLine, number: number): DrawnLine | null {
  const next = random(number * 104_729 + 5)
  const { glyphs } = layOutLine(string, { size, tracking }, () => face)
  const margin = Math.round(size * (0.6 + 0.5 * next()))
  // Between pixels, as text in pictures is.
  const everywhere = { x: -10_000, y: -10_000, width: 20_000, height: 20_000 }
  const ink = coverageOf(glyphs, [1, 0, 0, 1, margin + next(), 2 * size + next()], everywhere)
  if (!ink) return null
  const top = Math.max(0, ink.y - margin)
  return {
    width: ink.x + ink.width + margin,
    height: ink.y - top + ink.height + margin,
    ink: { ...ink, y: ink.y - top },
  }
}

/** The line in a colour on a ground of another, even or running, as JPEG gives it back. */
export async function pictureOf({ width, height, ink }: DrawnLine, number: number): Promise<RgbF> {
  const next = random(number * 31 + 3)
  const dark = next() < 0.5
  const shade = (from: number, span: number) => [0, 1, 2].map(() => from + span * next())
  const color = dark ? shade(200, 55) : shade(0, 70)
  const ground = dark ? shade(10, 90) : shade(170, 80)
  const other = next() < 0.4 ? ground.map((value) => value + 40 * (next() - 0.5)) : ground
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const inside = x >= ink.x && y >= ink.y && x < ink.x + ink.width && y < ink.y + ink.height
      const share = inside ? ink.data[(y - ink.y) * ink.width + x - ink.x] : 0
      for (let c = 0; c < 3; c++) {
        const behind = ground[c] + ((other[c] - ground[c]) * y) / height
        pixels[i * 3 + c] = Math.min(255, Math.max(0, Math.round(behind + share * (color[c] - behind))))
      }
    }
  }
  const jpeg = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer()
  const back = await sharp(jpeg).raw().toBuffer()
  return { width, height, data: Float32Array.from(back) }
}
