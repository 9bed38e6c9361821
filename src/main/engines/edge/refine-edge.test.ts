import { describe, expect, it } from 'vitest'
import type { EdgeSettings } from '../../../shared/contract/refine-api.ts'
import { Edge, type EdgeSource, type RefinedMatte } from './refine-edge.ts'

const SIDE = 120
const RED = [210, 40, 30]
const BLUE = [30, 60, 200]

const none: EdgeSettings = { radius: 0, smooth: 0, feather: 0, contrast: 0, shift: 0, clean: false }

/** A disc, soft over some pixels: 0..1. */
function disc(radius: number, softness: number): Float32Array {
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const far = Math.hypot((i % SIDE) - 60, Math.floor(i / SIDE) - 60)
    return Math.min(1, Math.max(0, (radius - far) / softness + 0.5))
  })
}

/** A red disc on blue that was cut out roughly: the layer keeps what is seen of the blue. */
function roughly(truth: Float32Array, cover: Float32Array): EdgeSource {
  const seen = new Uint8Array(SIDE * SIDE * 4)
  const own = new Uint8Array(SIDE * SIDE * 4)
  for (let i = 0; i < truth.length; i++) {
    for (let c = 0; c < 3; c++) seen[i * 4 + c] = Math.round(BLUE[c] + truth[i] * (RED[c] - BLUE[c]))
    seen[i * 4 + 3] = 255
    if (cover[i] > 0) own.set([...seen.subarray(i * 4, i * 4 + 3), Math.round(255 * cover[i])], i * 4)
  }
  const size = { width: SIDE, height: SIDE }
  return {
    own: { ...size, data: own },
    cover: Uint8Array.from(cover, (value) => Math.round(255 * value)),
    seen: { ...size, data: seen },
  }
}

function refined(source: EdgeSource, settings: Partial<EdgeSettings>): RefinedMatte {
  const found = new Edge(source).refine({ ...none, ...settings })
  if (!found) throw new Error('Nothing is left.')
  return found
}

/** 0..1 a pixel of the whole picture. */
function whole({ box, matte }: RefinedMatte): Float32Array {
  const out = new Float32Array(SIDE * SIDE)
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++) out[(box.y + y) * SIDE + box.x + x] = matte[y * box.width + x] / 255
  }
  return out
}

const meanDifference = (one: Float32Array, other: Float32Array) =>
  one.reduce((sum, value, i) => sum + Math.abs(value - other[i]), 0) / one.length
const area = (matte: Float32Array) => matte.reduce((sum, value) => sum + value, 0)
/** Pixels that are neither in nor out. */
const soft = (matte: Float32Array) => matte.filter((value) => value > 0.02 && value < 0.98).length

describe('the edge of a layer', () => {
  it('is what it was without settings', () => {
    const cover = disc(30, 3)
    const source = roughly(cover, cover)
    expect(
      meanDifference(
        whole(refined(source, {})),
        Float32Array.from(source.cover, (v) => v / 255),
      ),
    ).toBe(0)
  })

  it('is found again within the radius, where it was cut too wide, and too narrow', () => {
    const truth = disc(30, 4)
    for (const cut of [disc(34, 1), disc(26, 1)]) {
      const source = roughly(truth, cut)
      const before = meanDifference(cut, truth)
      expect(before).toBeGreaterThan(0.03)
      expect(meanDifference(whole(refined(source, { radius: 8 })), truth)).toBeLessThan(0.1 * before)
    }
  })

  it('stays where the picture does not tell', () => {
    const cover = disc(30, 6)
    const source = roughly(cover, cover)
    // Alone in the document: beyond the layer nothing is known.
    for (let i = 0; i < cover.length; i++) source.seen.data[i * 4 + 3] = source.cover[i]
    const { matte } = refined(source, { radius: 10 })
    expect(meanDifference(whole(refined(source, { radius: 10 })), cover)).toBeLessThan(0.002)
    expect(Math.max(...matte)).toBe(255)
  })

  it('gets softer by a feather, harder by contrast, larger and smaller by a shift', () => {
    const cover = disc(30, 1)
    const source = roughly(cover, cover)
    const feathered = whole(refined(source, { feather: 12 }))
    expect(soft(feathered)).toBeGreaterThan(5 * soft(cover))
    expect(Math.abs(area(feathered) / area(cover) - 1)).toBeLessThan(0.02)
    const hard = whole(refined(source, { feather: 12, contrast: 90 }))
    expect(soft(hard)).toBeLessThan(0.3 * soft(feathered))
    const radiusOf = (matte: Float32Array) => Math.sqrt(area(matte) / Math.PI)
    const [larger, smaller] = [100, -100].map((shift) => radiusOf(whole(refined(source, { feather: 6, shift }))))
    expect(larger).toBeGreaterThan(33)
    expect(smaller).toBeLessThan(27)
    // What is well inside stays there.
    expect(whole(refined(source, { shift: -100 }))[60 * SIDE + 60]).toBe(1)
  })

  it('loses its teeth by smoothing', () => {
    const cover = Float32Array.from(disc(30, 1), (value, i) => (i % 4 < 2 ? value : disc4(i)))
    const source = roughly(cover, cover)
    const even = disc(32, 1)
    expect(meanDifference(whole(refined(source, { smooth: 60 })), even)).toBeLessThan(0.5 * meanDifference(cover, even))
  })

  it('shows nothing of its old surroundings when its colors are cleaned', () => {
    const truth = disc(30, 10)
    const edge = new Edge(roughly(truth, truth))
    const found = edge.refine({ ...none, clean: true })
    if (!found) throw new Error('Nothing is left.')
    const blueAt = (data: Uint8Array) => {
      const edges = [...truth.keys()].filter((i) => truth[i] > 0.2 && truth[i] < 0.9)
      return edges.reduce((sum, i) => sum + data[i * 4 + 2], 0) / edges.length
    }
    expect(blueAt(edge.colors(null).data)).toBeGreaterThan(90)
    expect(blueAt(edge.colors(found).data)).toBeLessThan(45)
  })

  it('keeps pixels only where the layer had some, or the matte shows some', () => {
    const truth = disc(30, 4)
    const edge = new Edge(roughly(truth, disc(26, 1)))
    const found = edge.refine({ ...none, radius: 8 })
    if (!found) throw new Error('Nothing is left.')
    const { data } = edge.kept(edge.colors(null), found)
    const alphaAt = (x: number, y: number) => data[(y * SIDE + x) * 4 + 3]
    expect([alphaAt(60, 60), alphaAt(60 + 28, 60), alphaAt(60 + 50, 60)]).toEqual([255, 255, 0])
  })

  it('is the same whatever was asked before', () => {
    const cover = disc(30, 3)
    const source = roughly(cover, disc(33, 1))
    const all: EdgeSettings = { radius: 8, smooth: 30, feather: 5, contrast: 20, shift: 15, clean: false }
    const edge = new Edge(source)
    for (const changed of [
      {},
      { shift: -40 },
      { radius: 3 },
      { smooth: 0 },
      { feather: 0, contrast: 0 },
      { shift: 0 },
    ]) {
      edge.refine({ ...none, radius: 8, ...changed })
      expect(edge.refine({ ...all, ...changed })).toEqual(new Edge(source).refine({ ...all, ...changed }))
    }
  })

  it('is none where nothing shows', () => {
    const clear = new Float32Array(SIDE * SIDE)
    expect(new Edge(roughly(clear, clear)).refine({ ...none, radius: 5 })).toBeNull()
  })
})

/** The teeth. */
function disc4(i: number): number {
  const far = Math.hypot((i % SIDE) - 60, Math.floor(i / SIDE) - 60)
  return far < 34 ? 1 : 0
}
