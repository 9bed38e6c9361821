import { describe, expect, it } from 'vitest'
import type { Rgba8 } from '../../imaging/pixels.ts'
import { drawScene, shrinkLayer, type SceneLayer } from '../carry/scene.fixture.ts'
import type { FinishedLayers, LayerDraft } from '../engine.ts'
import { compareWithImage } from '../verify.ts'
import { FinishedSoFar } from './finished-so-far.ts'
import { keepFinished } from './keep-finished.ts'

const side = 160
const smaller = 80
const { picture, layers } = drawScene(side)

/** The disc and the star of the scene, as an engine that works at `size` finds them. */
function finished(size: number): FinishedLayers {
  const found = ['Disc', 'Star'].map((name, index) => {
    const layer = layers[index + 2]
    const { alpha, color } = size === side ? layer : shrinkLayer(layer, side, size)
    const box = { x: 0, y: 0, width: size, height: size }
    return { name, kind: 'object' as const, box, alpha, color, confidence: 1, texts: [] }
  })
  const told: FinishedLayers[] = []
  new FinishedSoFar({ width: size, height: size }, (each) => told.push(each)).tell(found)
  return told[0]
}

/** Mean difference from the true colours, in levels, where a draft's matte is between the two. */
function colorError({ box, pixels }: LayerDraft, truth: SceneLayer, from: number, to: number): number {
  let sum = 0
  let count = 0
  for (let i = 0; i < box.width * box.height; i++) {
    const alpha = pixels[i * 4 + 3] / 255
    if (alpha < from || alpha > to) continue
    const at = (box.y + Math.floor(i / box.width)) * side + box.x + (i % box.width)
    for (let c = 0; c < 3; c++) sum += Math.abs(pixels[i * 4 + c] - truth.color[at * 3 + c])
    count += 3
  }
  expect(count).toBeGreaterThan(100)
  return sum / count
}

describe('keepFinished', () => {
  it.each([side, smaller])('puts layers found at %i over the picture of 160, and together they are it', (size) => {
    const drafts = keepFinished(picture, finished(size))
    expect(drafts.map(({ name }) => name)).toEqual(['Background', 'Disc', 'Star'])
    expect(compareWithImage(picture, drafts)).toMatchObject({ differing: 0 })
    const [background, disc] = drafts
    expect(background.box).toEqual({ x: 0, y: 0, width: side, height: side })
    // The picture, but where it shows through an edge.
    let changed = 0
    for (let i = 0; i < side * side; i++) {
      if ([0, 1, 2].some((c) => background.pixels[i * 4 + c] !== picture.data[i * 4 + c])) changed++
    }
    expect(changed).toBeGreaterThan(0)
    expect(changed / (side * side)).toBeLessThan(0.08)
    expect(background.pixels.every((value, i) => i % 4 !== 3 || value === 255)).toBe(true)
    // Edges are of the layer's own colour, not mixed with what is behind.
    if (size === side) expect(colorError(disc, layers[2], 0.1, 0.85)).toBeLessThan(2)
  })

  it('keeps the transparency of the picture', () => {
    const data = picture.data.slice()
    for (let i = 0; i < side * 40; i++) data[i * 4 + 3] = i % 256
    for (let i = side * 60; i < side * 70; i++) data[i * 4 + 3] = 90
    const clear: Rgba8 = { ...picture, data }
    expect(compareWithImage(clear, keepFinished(clear, finished(side)))).toMatchObject({ differing: 0 })
  })

  it('names layers by their look, and tells those of the same look apart', () => {
    const some = finished(side)
    const layersOf = some.layers.map((layer) => ({ ...layer, name: 'Object' }))
    expect(keepFinished(picture, { ...some, layers: layersOf }).map(({ name }) => name)).toEqual([
      'Background',
      'Teal object',
      'Teal object 2',
    ])
  })
})

describe('FinishedSoFar', () => {
  const found = (value: number) => ({
    name: `${value}`,
    kind: 'object' as const,
    box: { x: 1, y: 2, width: 2, height: 1 },
    alpha: Float32Array.of(1, 0.001),
    color: new Float32Array(6).fill(value),
    confidence: 1,
    texts: [],
  })

  it('gives bytes, the same ones for a layer that is told of again, and none of haze', () => {
    const told: FinishedLayers[] = []
    const all = new FinishedSoFar({ width: 8, height: 8 }, (each) => told.push(each))
    const [one, two] = [found(20.6), found(300)]
    all.tell([one])
    all.tell([{ ...one, name: 'other' }, two])
    expect(told[0]).toMatchObject({ width: 8, height: 8 })
    expect([...told[0].layers[0].pixels]).toEqual([21, 21, 21, 255, 0, 0, 0, 0])
    expect(told[1].layers.map(({ name }) => name)).toEqual(['other', '300'])
    expect(told[1].layers[0].pixels).toBe(told[0].layers[0].pixels)
    expect(told[1].layers[1].pixels[0]).toBe(255)
  })

  it('leaves out what would take too much memory', () => {
    const told: FinishedLayers[] = []
    new FinishedSoFar({ width: 8, height: 8 }, (each) => told.push(each), 20).tell([1, 2, 3].map(found))
    expect(told[0].layers.map(({ name }) => name)).toEqual(['1', '2'])
  })
})
