import { expect, test } from 'vitest'
import { colorName, namedByLook } from './looks.ts'
import type { Found } from './types.ts'

test('colours have everyday names', () => {
  const named = (color: string) =>
    colorName(...([1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)) as [number, number, number]))
  const names: [string, string][] = [
    ['#ffffff', 'White'],
    ['#0a0a0a', 'Black'],
    ['#808484', 'Gray'],
    ['#e4ded4', 'White'],
    ['#c8c8c8', 'Gray'],
    ['#e03020', 'Red'],
    ['#fdb838', 'Orange'],
    ['#8a4e30', 'Brown'],
    ['#fff4dc', 'White'],
    ['#f6d098', 'Beige'],
    ['#f0d820', 'Yellow'],
    ['#1f7a5a', 'Green'],
    ['#2aa8a0', 'Teal'],
    ['#3070e0', 'Blue'],
    ['#18304c', 'Navy'],
    ['#7a4ac0', 'Purple'],
    ['#f08a8a', 'Pink'],
    ['#e040a0', 'Pink'],
  ]
  for (const [color, name] of names) expect(`${color} ${named(color)}`).toBe(`${color} ${name}`)
})

/** A thing of these pixels, each a colour and an alpha. */
function thing(name: string, kind: Found['kind'], width: number, pixels: readonly [number[], number][]): Found {
  return {
    kind,
    name,
    box: { x: 0, y: 0, width, height: pixels.length / width },
    alpha: Float32Array.from(pixels, ([, alpha]) => alpha),
    color: Float32Array.from(pixels.flatMap(([color]) => color)),
    confidence: 1,
    texts: [],
  }
}

const [red, blue, black] = [
  [224, 48, 32],
  [48, 112, 224],
  [0, 0, 0],
]

test('things without a name of their own are named by their colours and outline, their shadows after them', () => {
  const striped = [...Array(30)].map((_, i): [number[], number] => [i % 3 ? red : blue, 1])
  const hollow = [...Array(30)].map((_, i): [number[], number] => [i < 20 ? red : black, i < 20 ? 1 : 0.3])
  const stack = [
    thing('Object 1', 'object', 5, striped),
    thing('Shadow of Object 2', 'shadow', 5, hollow),
    thing('Object 2', 'object', 5, hollow),
    thing('Object 3, part 2', 'object', 1, striped),
    thing('Panel', 'panel', 5, striped),
    thing('Objects (3)', 'object', 5, striped),
  ]
  expect(namedByLook(stack).map(({ name }) => name)).toEqual([
    'Red and blue rectangle',
    'Shadow of red rectangle',
    'Red rectangle',
    'Red and blue bar',
    'Panel',
    'Objects (3)',
  ])
})

test('a thing that hardly shows stays an object', () => {
  expect(namedByLook([thing('Object', 'object', 1, [[red, 0.2]])])[0].name).toBe('Object')
})
