import { expect, test } from 'vitest'
import type { WorkingCopy } from '../carry/working-copy.ts'
import type { FoundLayer } from '../engine.ts'
import { FoundSoFar, fromTheTop } from './found-so-far.ts'
import type { Found } from './types.ts'

const picture = { width: 300, height: 200, data: new Uint8Array(0) }
/** Three pixels of the picture to two of the working copy. */
const working = { scaleX: 1.5, scaleY: 1.5 } as WorkingCopy

const layer = (name: string, x: number, y: number, width: number, height: number): FoundLayer => ({
  name,
  kind: 'object',
  box: { x, y, width, height },
})

test('all layers are told each time, texts first, in whole pixels of the picture around what was found', () => {
  const told: FoundLayer[][] = []
  const found = new FoundSoFar(working, picture, (layers) => void told.push(layers))
  found.things([layer('Panel', 0, 0, 200, 134)])
  found.texts([layer('Text: SALE', 11, 21, 3, 5)])
  found.things([layer('Subject', 10, 10, 20, 20), layer('Panel', 0, 0, 200, 134)])
  expect(told.map((layers) => layers.map(({ name }) => name))).toEqual([
    ['Panel'],
    ['Text: SALE', 'Panel'],
    ['Text: SALE', 'Subject', 'Panel'],
  ])
  expect(told[2].map(({ box }) => box)).toEqual([
    { x: 16, y: 31, width: 5, height: 8 },
    { x: 15, y: 15, width: 30, height: 30 },
    // Not beyond the picture.
    { x: 0, y: 0, width: 300, height: 200 },
  ])
})

test('a stack is told from the top down, without its pixels', () => {
  const stack = ['Background', 'Subject'].map((name): Found => ({
    ...layer(name, 1, 2, 1, 1),
    alpha: new Float32Array(1),
    color: new Float32Array(3),
    confidence: 1,
    texts: [],
  }))
  expect(fromTheTop(stack)).toEqual([layer('Subject', 1, 2, 1, 1), layer('Background', 1, 2, 1, 1)])
})
