import { describe, expect, it } from 'vitest'
import { composite, plainLayer, type PlacedPixels } from '../../../shared/compositing/composite.ts'
import { drawBetween, newSurface, putStraight, type Surface } from './fast-blend.ts'

const region = { x: 0, y: 0, width: 64, height: 64 }

/** Colours and alphas of every kind, opaque and clear among them. */
function noise(seed: number): PlacedPixels {
  let state = seed
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24
  const data = Uint8Array.from({ length: 64 * 64 * 4 }, next)
  for (let i = 3; i < data.length; i += 4) {
    const kind = next() & 3
    if (kind < 2) data[i] = kind === 0 ? 0 : 255
  }
  return { ...region, data }
}

function surfaceOf(...layers: PlacedPixels[]): Surface {
  const floats = composite(layers.map(plainLayer), region)
  const surface = newSurface(region)
  new Uint8Array(surface.words.buffer).set(floats.map((value) => Math.round(value * 255)))
  return surface
}

const bytes = (surface: Surface) => [...new Uint8Array(surface.words.buffer)]

describe('drawBetween', () => {
  it('puts a layer under what lies above it', () => {
    const [below, layer, above] = [noise(1), noise(2), noise(3)]
    const surface = surfaceOf(below, above)
    drawBetween(surface, surfaceOf(above), layer, 1, region)
    const wanted = bytes(surfaceOf(below, layer, above))
    const most = Math.max(...bytes(surface).map((value, i) => Math.abs(value - wanted[i])))
    expect(most).toBeLessThanOrEqual(3)
  })

  it('leaves every pixel that the layer does not touch', () => {
    const [below, layer, above] = [noise(4), noise(5), noise(6)]
    const surface = surfaceOf(below, above)
    const before = surface.words.slice()
    drawBetween(surface, surfaceOf(above), layer, 0.5, region)
    const isOff = (_word: number, i: number) => layer.data[i * 4 + 3] === 0
    expect(surface.words.filter(isOff)).toEqual(before.filter(isOff))
  })

  it('places layers that reach over the border', () => {
    const surface = newSurface(region)
    const above = newSurface(region)
    putStraight(above, { x: 10, y: 0, width: 1, height: 1, data: Uint8Array.of(9, 9, 9, 255) }, region)
    const row = new Uint8Array(80 * 4).fill(255)
    drawBetween(surface, above, { x: -5, y: 0, width: 80, height: 1, data: row }, 1, region)
    const words = [...surface.words]
    expect(words.slice(0, 64).map((word) => word === -1)).toEqual(Array.from({ length: 64 }, (_, x) => x !== 10))
    expect(words.slice(64).every((word) => word === 0)).toBe(true)
  })
})
