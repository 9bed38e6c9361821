/** Region maps, shapes and scenes drawn for tests. */
import type { RgbF } from '../../../imaging/pixels.ts'
import type { Junction } from './junctions.ts'
import { HIDDEN, INSIDE, OUTSIDE } from './outline.ts'
import type { Part } from './parts.ts'
import { regionsOf, type RegionMap } from './regions.ts'
import { sortScene, type Scene } from './scene.ts'

/** The regions of a picture given by its colour numbers, from 1. */
export function drawMap(width: number, height: number, colorAt: (x: number, y: number) => number): RegionMap {
  return regionsOf(
    Int32Array.from({ length: width * height }, (_, i) => colorAt(i % width, Math.floor(i / width))),
    width,
    height,
  )
}

/** The regions of some colours. */
export function partOf(map: RegionMap, ...colors: number[]): Part {
  return new Set(map.regions.filter(({ color }) => colors.includes(color)).map(({ id }) => id))
}

/** The colours of some regions, sorted. */
export function colorsOf(map: RegionMap, part: Iterable<number>): number[] {
  return [...new Set([...part].map((id) => map.regions[id - 1].color))].sort((a, b) => a - b)
}

/** A corner that says of the first region of a colour that it runs on over two others. */
export function corner(map: RegionMap, bar: number, stems: [number, number], weight = 1): Junction {
  const first = (color: number): number => map.regions.find((region) => region.color === color)!.id
  return { x: 0, y: 0, bar: first(bar), stems: [first(stems[0]), first(stems[1])], weight }
}

/** What each pixel is to a shape, where `hides` says whether something lies over it. */
export function drawState(
  width: number,
  height: number,
  inside: (x: number, y: number) => boolean,
  hides: (x: number, y: number) => boolean,
): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)]
    return hides(x, y) ? HIDDEN : inside(x, y) ? INSIDE : OUTSIDE
  })
}

/** A picture without text, noise or main subject sorted out; null where it has no ground. */
export function sceneOf(image: RgbF): Scene | null {
  const count = image.width * image.height
  const hole = { width: image.width, height: image.height, data: new Uint8Array(count) }
  return sortScene(image, hole, 0, new Float32Array(count))
}
