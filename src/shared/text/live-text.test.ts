import { expect, it } from 'vitest'
import { isWholePixelMove, multiply, type Matrix } from '../compositing/transform.ts'
import { newPixelLayer, translation } from '../document/records.ts'
import { sampleHash } from '../document/testing.ts'
import type { LayerText } from '../document/types.ts'
import {
  atSeenSize,
  nameOfText,
  placementOf,
  showsOriginal,
  withOriginal,
  wordsOf,
  type TextLayer,
} from './live-text.ts'

const original = { asset: sampleHash(1), width: 100, height: 30, transform: translation(-3.265625, -24.71875) }
const text: LayerText = {
  string: 'SALE\nnow',
  family: 'Inter',
  weight: 700,
  italic: false,
  size: 30,
  color: [200, 10, 10],
  align: 'left',
  tracking: 0,
  lineHeight: 1.2,
  transform: translation(5.265625, 26.71875),
  likeness: 0.9,
  original,
}

function layerOf(transform: Matrix): TextLayer {
  const layer = newPixelLayer({
    id: 'a',
    name: '',
    kind: 'text',
    asset: sampleHash(2),
    width: 104,
    height: 34,
    transform,
  })
  return { ...layer, parent: null, order: 'V', text }
}

it('takes original pixels back to exactly where they were, and along with every move', () => {
  const back = withOriginal(layerOf(translation(12, 40)))
  expect(back).toMatchObject({ asset: original.asset, width: 100, height: 30, transform: translation(14, 42) })
  expect(showsOriginal(back)).toBe(true)
  expect(placementOf(back)).toEqual(placementOf(layerOf(translation(12, 40))))
  const turned = withOriginal(layerOf([0, 1, -1, 0, 50, 60]))
  expect(turned.transform.slice(0, 4)).toEqual([0, 1, -1, 0])
  expect(isWholePixelMove(multiply([0, -1, 1, 0, 0, 0], turned.transform))).toBe(true)
})

it('puts scale into the size and leaves everything where it is seen', () => {
  const layer = layerOf([2, 0, 0, 2, 10, 20])
  const { text: seen, placement } = atSeenSize(layer.text, placementOf(layer))
  expect(seen.size).toBe(60)
  expect(placement.slice(0, 4)).toEqual([1, 0, 0, 1])
  const redrawn: TextLayer = { ...layer, transform: translation(0, 0), text: { ...seen, transform: placement } }
  expect(withOriginal(redrawn).transform).toEqual(withOriginal(layer).transform)
})

it('names layers by their words', () => {
  expect(nameOfText('SALE\n now ')).toBe('Text: SALE / now')
  expect(nameOfText('a'.repeat(100))).toHaveLength('Text: '.length + 60)
  expect(wordsOf(layerOf(translation(0, 0)))).toBe('SALE\nnow')
})
