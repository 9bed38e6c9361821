import { describe, expect, it } from 'vitest'
import { blendModes } from '../document/types.ts'
import { composite, flatten, plainLayer, type CompositeGroup, type CompositeLayer } from './composite.ts'

const region = { x: 0, y: 0, width: 1, height: 1 }

function dot(rgba: number[], change: Partial<CompositeLayer> = {}): CompositeLayer {
  return { ...plainLayer({ ...region, data: Uint8Array.from(rgba) }), ...change }
}

function group(children: (CompositeLayer | CompositeGroup)[], change: Partial<CompositeGroup> = {}): CompositeGroup {
  return { visible: true, opacity: 1, blendMode: 'normal', clipping: false, mask: null, children, ...change }
}

const flat = (...nodes: (CompositeLayer | CompositeGroup)[]) => [...flatten(nodes, region)]

describe('composite', () => {
  it('puts straight alpha over what lies below', () => {
    expect(flat(dot([0, 0, 0, 255]), dot([255, 100, 0, 51]))).toEqual([51, 20, 0, 255])
    expect(flat(dot([10, 20, 30, 100]))).toEqual([10, 20, 30, 100])
    expect(flat(dot([200, 0, 0, 128]), dot([0, 200, 0, 128]))[3]).toBe(192)
  })

  it('rounds once: a hundred thin layers do not drift', () => {
    const thin = Array.from({ length: 100 }, () => dot([255, 255, 255, 1]))
    const exact = 255 * (1 - (254 / 255) ** 100)
    expect(flat(dot([0, 0, 0, 255]), ...thin)[0]).toBe(Math.round(exact))
  })

  // Backdrop (200, 100, 50), source (100, 150, 220): worked out by hand from the formulas.
  it.each([
    ['multiply', [78, 59, 43]],
    ['screen', [222, 191, 227]],
    ['darken', [100, 100, 50]],
    ['lighten', [200, 150, 220]],
    ['overlay', [188, 118, 86]],
    ['hard light', [157, 127, 200]],
    ['difference', [100, 50, 170]],
    ['exclusion', [143, 132, 184]],
    ['linear dodge', [255, 250, 255]],
    ['linear burn', [45, 0, 15]],
    ['subtract', [100, 0, 0]],
    ['divide', [255, 170, 58]],
    ['color dodge', [255, 243, 255]],
    ['color burn', [115, 0, 17]],
    ['linear light', [145, 145, 235]],
    ['pin light', [200, 100, 185]],
    ['hard mix', [255, 0, 255]],
    ['soft light', [191, 111, 96]],
    ['darker color', [200, 100, 50]],
    ['lighter color', [100, 150, 220]],
  ] as const)('%s', (mode, expected) => {
    const [r, g, b] = flat(dot([200, 100, 50, 255]), dot([100, 150, 220, 255], { blendMode: mode }))
    for (const [got, want] of [
      [r, expected[0]],
      [g, expected[1]],
      [b, expected[2]],
    ])
      expect(Math.abs(got - want)).toBeLessThanOrEqual(1)
  })

  it('keeps luminosity and takes hue, saturation, color, luminosity as named', () => {
    const lum = ([r, g, b]: number[]) => 0.3 * r + 0.59 * g + 0.11 * b
    const backdrop = [180, 90, 60, 255]
    const source = [60, 120, 160, 255]
    for (const mode of ['hue', 'saturation', 'color'] as const) {
      expect(lum(flat(dot(backdrop), dot(source, { blendMode: mode })))).toBeCloseTo(lum(backdrop), -0.5)
    }
    expect(lum(flat(dot(backdrop), dot(source, { blendMode: 'luminosity' })))).toBeCloseTo(lum(source), -0.5)
  })

  it('every mode leaves the backdrop where the source is clear, and gives the source where there is no backdrop', () => {
    for (const blendMode of blendModes.filter((mode) => mode !== 'pass through')) {
      expect(flat(dot([9, 99, 199, 255]), dot([80, 90, 100, 0], { blendMode }))).toEqual([9, 99, 199, 255])
      expect(flat(dot([80, 90, 100, 255], { blendMode }))).toEqual([80, 90, 100, 255])
    }
  })

  it('dissolve is all or nothing and always the same', () => {
    const area = { x: 0, y: 0, width: 64, height: 64 }
    const pixels = new Uint8Array(64 * 64 * 4).fill(255)
    const layer: CompositeLayer = { ...plainLayer({ ...area, data: pixels }), blendMode: 'dissolve', opacity: 0.25 }
    const once = flatten([layer], area)
    const shown = once.filter((v, i) => i % 4 === 3 && v === 255).length
    expect(once.every((v) => v === 0 || v === 255)).toBe(true)
    expect(shown / 4096).toBeGreaterThan(0.2)
    expect(shown / 4096).toBeLessThan(0.3)
    expect(flatten([layer], area)).toEqual(once)
  })

  it('masks hide, outside their rectangle as they say', () => {
    const mask = { ...region, data: Uint8Array.of(51), outside: 255 as const }
    expect(flat(dot([255, 255, 255, 255], { mask }))[3]).toBe(51)
    expect(flat(dot([255, 255, 255, 255], { mask: { ...mask, x: 5 } }))[3]).toBe(255)
    expect(flat(dot([255, 255, 255, 255], { mask: { ...mask, x: 5, outside: 0 } }))[3]).toBe(0)
  })

  it('an isolated group blends as one, a passing one layer by layer', () => {
    const base = dot([100, 100, 100, 255])
    const child = dot([128, 128, 128, 255], { blendMode: 'multiply' })
    expect(flat(base, group([child]))[0]).toBe(128)
    expect(flat(base, group([child], { blendMode: 'pass through' }))[0]).toBe(50)
    expect(flat(base, group([child], { blendMode: 'pass through', opacity: 0.5 }))[0]).toBe(75)
    expect(flat(base, group([child], { visible: false }))[0]).toBe(100)
  })

  it('a group that gives the bytes of a layer stands for it, under whatever lies above', () => {
    const inGroup = [dot([10, 20, 30, 255]), dot([200, 100, 51, 101])]
    const layer = dot(flat(...inGroup))
    for (let alpha = 1; alpha < 255; alpha++) {
      const above = dot([255 - alpha, 7, 99, alpha])
      expect(flat(group(inGroup), above)).toEqual(flat(layer, above))
      expect(flat(above, group(inGroup, { opacity: 0.7 }))).toEqual(flat(above, { ...layer, opacity: 0.7 }))
    }
  })

  it('clips to the shape of the base and follows its opacity', () => {
    const clipped = dot([255, 0, 0, 255], { clipping: true })
    expect(flat(dot([0, 0, 255, 128]), clipped)).toEqual([255, 0, 0, 128])
    expect(flat(dot([0, 0, 255, 255], { opacity: 0.2 }), clipped)).toEqual([255, 0, 0, 51])
    expect(flat(dot([0, 0, 255, 255], { visible: false }), clipped)).toEqual([0, 0, 0, 0])
  })

  it('does not depend on how the picture is cut into regions', () => {
    const width = 37
    const height = 300
    const data = Uint8Array.from({ length: width * height * 4 }, (_, i) => (i * 7919) % 256)
    const nodes = [plainLayer({ x: -3, y: 5, width, height, data }), dot([1, 2, 3, 200])]
    const whole = flatten(nodes, { x: 0, y: 0, width, height })
    const part = flatten(nodes, { x: 4, y: 130, width: 20, height: 30 })
    for (let y = 0; y < 30; y++) {
      const from = ((y + 130) * width + 4) * 4
      expect(part.slice(y * 80, (y + 1) * 80)).toEqual(whole.slice(from, from + 80))
    }
    expect(composite(nodes, region)).toHaveLength(4)
  })
})
