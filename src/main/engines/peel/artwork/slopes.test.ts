import { expect, test } from 'vitest'
import type { RgbF } from '../../../imaging/pixels.ts'
import { box, draw, lay } from '../modelled/drawing.ts'
import { mapRegions, type RegionMap } from './regions.ts'
import { segmentColors } from './segment.ts'
import { joinSlopes } from './slopes.ts'

const [W, H] = [200, 150]

function joined(image: RgbF): RegionMap {
  const hole = { width: W, height: H, data: new Uint8Array(W * H) }
  const map = mapRegions(segmentColors(image, hole, 0))
  joinSlopes(map, image)
  return map
}

const colorAt = ({ labels, regions }: RegionMap, x: number, y: number): number => regions[labels[y * W + x] - 1].color
const graded = draw(W, H, (x, y) => [60 + x, 40 + y, 150])

test('pieces of a slope on either side of a thin cut are of one colour', () => {
  const map = joined(lay(graded, [10, 10, 10], box(0, 70, W, 6)))
  expect(colorAt(map, 100, 20)).toBe(colorAt(map, 100, 130))
  expect(colorAt(map, 100, 72)).not.toBe(colorAt(map, 100, 20))
})

test('what a thick bar parts, or leads on elsewhere, stays apart', () => {
  const thick = joined(lay(graded, [10, 10, 10], box(0, 60, W, 40)))
  expect(colorAt(thick, 100, 20)).not.toBe(colorAt(thick, 100, 130))
  const other = joined(
    lay(
      draw(W, H, (x, y) => (y < 73 ? [60 + x, 40 + y, 150] : [60 + x, 200 - y, 20])),
      [10, 10, 10],
      box(0, 70, W, 6),
    ),
  )
  expect(colorAt(other, 100, 20)).not.toBe(colorAt(other, 100, 130))
})
