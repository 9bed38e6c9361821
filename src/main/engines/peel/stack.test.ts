import { describe, expect, it } from 'vitest'
import { stackTexts } from './glyph-bits.ts'
import { groupTo } from './layer-count.ts'
import { coverage, cropFound, expandFound, mergeFound, tidy, withoutCovered, worthwhile } from './stack.ts'
import type { Found } from './types.ts'

function block(x: number, y: number, width: number, height: number, change: Partial<Found> = {}, value = 200): Found {
  return {
    kind: 'object',
    name: 'Object',
    box: { x, y, width, height },
    alpha: new Float32Array(width * height).fill(1),
    color: new Float32Array(width * height * 3).fill(value),
    confidence: 0.9,
    texts: [],
    ...change,
  }
}

describe('mergeFound', () => {
  it('is source-over of both in a box around them', () => {
    const below = block(0, 0, 4, 4, { alpha: new Float32Array(16).fill(0.5) }, 100)
    const above = block(2, 2, 4, 4, { alpha: new Float32Array(16).fill(0.5) }, 200)
    const merged = mergeFound(below, above)
    expect(merged.box).toEqual({ x: 0, y: 0, width: 6, height: 6 })
    const at = (x: number, y: number) => y * 6 + x
    expect(merged.alpha[at(0, 0)]).toBe(0.5)
    expect(merged.alpha[at(5, 0)]).toBe(0)
    expect(merged.alpha[at(3, 3)]).toBe(0.75)
    expect(merged.color[at(3, 3) * 3]).toBeCloseTo((200 * 0.5 + 100 * 0.25) / 0.75)
  })
})

describe('tidy', () => {
  it('clears haze, crops to the rest, and says when there is none', () => {
    const found = block(10, 20, 5, 5, { alpha: new Float32Array(25).fill(0.004) })
    expect(tidy(found)).toBeNull()
    found.alpha[12] = 1
    expect(tidy(found)?.box).toEqual({ x: 12, y: 22, width: 1, height: 1 })
  })

  it('crop and expand are inverses', () => {
    const found = block(3, 4, 6, 5)
    const larger = expandFound(found, { x: 0, y: 0, width: 20, height: 20 })
    expect(coverage(larger)).toBe(30)
    expect(cropFound(larger, found.box)).toEqual(found)
  })
})

describe('worthwhile', () => {
  it('drops dirt and the hidden one of two copies', () => {
    const layers = [block(0, 0, 20, 20), block(50, 50, 2, 2), block(0, 0, 20, 20, { name: 'Copy' })]
    expect(worthwhile(layers, 100, 100).map((found) => found.name)).toEqual(['Copy'])
  })

  it('drops a cover that is grain, and keeps one that hangs together', () => {
    const specks = Float32Array.from({ length: 10_000 }, (_, i) => (i % 3 === 0 && Math.floor(i / 100) % 2 ? 0.4 : 0))
    const grain = block(0, 0, 100, 100, { kind: 'overlay', name: 'Grain', alpha: specks })
    const smoke = block(0, 0, 100, 100, { kind: 'overlay', name: 'Smoke', alpha: new Float32Array(10_000).fill(0.3) })
    expect(worthwhile([grain, smoke], 200, 200).map((found) => found.name)).toEqual(['Smoke'])
  })

  it('keeps two things of one outline and other colours', () => {
    const layers = [block(0, 0, 20, 20, {}, 50), block(0, 0, 20, 20, {}, 200)]
    expect(worthwhile(layers, 100, 100)).toHaveLength(2)
  })
})

describe('groupTo', () => {
  const text = (x: number, string: string): Found =>
    block(x, 0, 10, 10, {
      kind: 'text',
      name: `Text: ${string}`,
      texts: [{ string, box: { x, y: 0, width: 10, height: 10 }, confidence: 1, color: [0, 0, 0] }],
    })

  it('joins words before things, and names them', () => {
    const grouped = groupTo([block(40, 60, 30, 30), text(10, 'BIG'), text(22, 'SALE')], 2, 100, 100)
    expect(grouped.map((found) => found.name)).toEqual(['Object', 'Text: BIG / SALE'])
  })

  it('joins a crowd of small things before a large one', () => {
    const grouped = groupTo([block(0, 0, 50, 50), block(70, 70, 5, 5), block(80, 70, 5, 5)], 2, 100, 100)
    expect(grouped.map((found) => found.name)).toEqual(['Object', 'Objects (2)'])
  })

  it('never moves a layer past one that it overlaps', () => {
    const low = block(0, 0, 10, 10)
    const middle = block(0, 0, 60, 60, { kind: 'panel', name: 'Panel' })
    const high = block(20, 20, 10, 10)
    const grouped = groupTo([low, middle, high], 2, 100, 100)
    const boxes = grouped.map((found) => found.box)
    expect(boxes).not.toContainEqual({ x: 0, y: 0, width: 30, height: 30 })
    expect(grouped).toHaveLength(2)
  })
})

describe('stackTexts', () => {
  const line = (y: number, string: string): Found =>
    block(20, y, 60, 10, {
      kind: 'text',
      name: `Text: ${string}`,
      texts: [{ string, box: { x: 20, y, width: 60, height: 10 }, confidence: 1, color: [200, 200, 200] }],
    })

  it('puts texts on top in reading order', () => {
    const names = stackTexts([block(0, 0, 5, 5)], [line(50, 'below'), line(20, 'above')], 100, 100).map((l) => l.name)
    expect(names).toEqual(['Object', 'Text: above', 'Text: below'])
  })

  it('gives a line its stray swash, by place, size and colour', () => {
    const swash = block(17, 22, 3, 8)
    const stacked = stackTexts([swash], [line(20, 'Swash')], 100, 100)
    expect(stacked.map((found) => [found.name, found.box.x])).toEqual([['Text: Swash', 17]])
    expect(stackTexts([block(17, 22, 3, 8, {}, 20)], [line(20, 'Swash')], 100, 100)).toHaveLength(2)
    expect(stackTexts([block(17, 22, 60, 60)], [line(20, 'Swash')], 100, 100)).toHaveLength(2)
    expect(stackTexts([block(1, 80, 3, 8)], [line(20, 'Swash')], 100, 100)).toHaveLength(2)
  })
})

describe('withoutCovered', () => {
  it('leaves of each layer what none above it hides', () => {
    const [low, middle, top] = [block(0, 0, 4, 1), block(2, 0, 4, 1), block(3, 0, 1, 1)]
    const shown = withoutCovered([low, { ...middle, alpha: middle.alpha.map(() => 0.5) }, top])
    expect(shown.map(({ alpha }) => [...alpha])).toEqual([[1, 1, 0.5, 0], [0.5, 0, 0.5, 0.5], [1]])
    expect([...low.alpha]).toEqual([1, 1, 1, 1])
  })
})
