import { expect, it } from 'vitest'
import { newPixelLayer } from '../../shared/document/records.ts'
import type { PixelLayer } from '../../shared/document/types.ts'
import { boxOf } from './layer-nodes.ts'

function layer(transform: PixelLayer['transform']): PixelLayer {
  const given = { id: 'a', name: 'A', kind: 'object' as const, asset: '0'.repeat(64), width: 10, height: 4 }
  return { ...newPixelLayer({ ...given, transform }), parent: null, order: 'V' }
}

it.each([
  [[1, 0, 0, 1, 3, -2], { x: 3, y: -2, width: 10, height: 4 }],
  [[1, 0, 0, 1, 0.5, 0], { x: 0, y: 0, width: 11, height: 4 }],
  [[0, 1, -1, 0, 4, 0], { x: 0, y: 0, width: 4, height: 10 }],
  [[-2, 0, 0, 1, 20, 0], { x: 0, y: 0, width: 20, height: 4 }],
] as [PixelLayer['transform'], object][])('the box of a layer with transform %j', (transform, box) => {
  expect(boxOf(layer(transform))).toEqual(box)
})
