import { describe, expect, test } from 'vitest'
import { toRgba8 } from '../../../imaging/color.ts'
import type { RgbF } from '../../../imaging/pixels.ts'
import type { Sessions } from '../../../onnx/sessions.ts'
import { workingCopy } from '../../carry/working-copy.ts'
import { compareWithImage } from '../../verify.ts'
import { assemble, backgroundOf } from '../assemble.ts'
import { box, disc, draw, lay } from '../modelled/drawing.ts'
import type { PeelContext } from '../types.ts'
import { peelArtwork } from './peel-artwork.ts'

const [W, H] = [160, 120]

/** A network that sees no subject. */
const blind: Sessions = {
  run: async () => ({ output: { type: 'float32', dims: [1, 1, 1024, 1024], data: new Float32Array(1024 * 1024) } }),
  file: () => Promise.reject(new Error('not needed')),
}

const sea = draw(W, H, (_, y) => (y < 70 ? [250, 225, 190] : [42, 165, 155]))
const sun = disc(70, 60, 36)
const sail = box(85, 40, 30, 50)
/** A sun that goes down behind the sea, before both a sail. */
const image = lay(
  lay(
    lay(sea, [253, 170, 40], (x, y) => (y < 70 ? sun(x, y) : 0)),
    [220, 60, 50],
    sail,
  ),
  [30, 30, 80],
  box(98, 50, 6, 30),
)

const peel = (picture: RgbF, context: Partial<PeelContext> = {}) =>
  peelArtwork(
    { picture, text: { layers: [], behind: picture, kept: [] }, noise: 0, most: 11 },
    { sessions: blind, ...context },
  )

test('layers come bottom to top, named, the hidden part of each completed', async () => {
  const { layers } = (await peel(image))!
  expect(layers.map(({ name }) => name)).toEqual(['Orange disc', 'Teal ground', 'Red rectangle'])
  // The whole sun, the part below the water line and behind the sail included.
  expect(layers[0].box).toEqual({ x: 34, y: 24, width: 73, height: 73 })
})

test('put together by the exactness step they are the picture, bit for bit', async () => {
  const { layers, behind } = (await peel(image))!
  const picture = toRgba8(image)
  const drafts = assemble(picture, workingCopy(picture), [backgroundOf(behind), ...layers])
  expect(drafts).toHaveLength(4)
  expect(compareWithImage(picture, drafts)).toMatchObject({ differing: 0, largestDifference: 0 })
})

describe('while it works', () => {
  test('tells what was found so far, from the top down', async () => {
    const told: string[][] = []
    const finished: string[][] = []
    const { layers } = (await peel(image, {
      onFound: (found) => told.push(found.map(({ name }) => name)),
      onFinished: (found) => finished.push(found.map(({ name }) => name)),
    }))!
    expect(finished.map((names) => names.toReversed())).toEqual(told)
    expect(told[0]).toEqual([])
    for (const [k, names] of told.slice(1).entries())
      expect(names.slice(names.length - told[k].length)).toEqual(told[k])
    expect(told.at(-1)).toEqual(layers.map(({ name }) => name).reverse())
  })

  test('progress never falls, and it can be cancelled', async () => {
    const done: number[] = []
    await peel(image, { onProgress: (share) => done.push(share) })
    expect(done).toEqual([...done].sort((a, b) => a - b))
    expect(done.at(-1)).toBe(1)
    const stop = new AbortController()
    const cancelled = peel(image, { signal: stop.signal, onProgress: (share) => share > 0.5 && stop.abort() })
    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})

test('a picture without a ground is left to others', async () => {
  const tiles = draw(W, H, (x, y) => [10 * Math.floor(x / 10), 10 * Math.floor(y / 10), 90])
  expect(await peel(tiles)).toBeNull()
})
