import { describe, expect, it } from 'vitest'
import type { Mask, Rgba8 } from '../../../imaging/pixels.ts'
import type { PeelContext } from '../types.ts'
import { cloneInto } from './clone.ts'
import { edgeVariation } from './edges.ts'
import { fillVariation, type Varied } from './fills.ts'

const SIDE = 160

/** No network is installed. */
const context: PeelContext = {
  sessions: {
    run: async () => {
      throw new Error('There is no network.')
    },
    has: async () => false,
  } as unknown as PeelContext['sessions'],
}

/** Stripes that slant, over grain; or nothing of both. */
function ground(textured: boolean): Rgba8 {
  const data = new Uint8Array(SIDE * SIDE * 4)
  let state = 3
  for (let i = 0; i < SIDE * SIDE; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 1
    const x = i % SIDE
    const y = Math.floor(i / SIDE)
    const value = textured ? 110 + 40 * Math.sin((x + y / 2) / 5) + (state % 24) : 110
    data.set([value, value * 0.8, 60, 255].map(Math.round), i * 4)
  }
  return { width: SIDE, height: SIDE, data }
}

function square(): Mask {
  const data = new Uint8Array(SIDE * SIDE)
  for (let y = 60; y < 100; y++) data.fill(1, y * SIDE + 60, y * SIDE + 100)
  return { width: SIDE, height: SIDE, data }
}

async function fills(picture: Rgba8, hidden: Mask): Promise<Varied[]> {
  const found: Varied[] = []
  for (let index = 0; ; index++) {
    const varied = await fillVariation(picture, hidden, index, context)
    if (varied === 'none') return found
    if (varied) found.push(varied)
  }
}

const sameOutside = (one: Uint8Array, other: Uint8Array, hidden: Mask) =>
  hidden.data.every((bit, i) => bit === 1 || [0, 1, 2, 3].every((c) => one[i * 4 + c] === other[i * 4 + c]))

describe('fills of what is hidden', () => {
  it('differ from each other, come again the same, and leave what is seen alone', async () => {
    const picture = ground(true)
    const hidden = square()
    const found = await fills(picture, hidden)
    expect(found.slice(0, 3).map(({ name }) => name)).toEqual(['Copy 1', 'Grain 1', 'Smooth'])
    for (const { pixels } of found) expect(sameOutside(pixels, picture.data, hidden)).toBe(true)
    const distinct = new Set(found.map(({ pixels }) => Buffer.from(pixels).toString('base64')))
    expect(distinct.size).toBe(found.length)
    const again = await fillVariation(picture, hidden, 1, context)
    expect(again).toEqual(found[1])
  })

  it('are none where nothing is hidden, or all of it, and nothing new on an even ground', async () => {
    const even = ground(false)
    expect(await fills(even, square())).toEqual([])
    expect(await fills(even, { ...square(), data: new Uint8Array(SIDE * SIDE) })).toEqual([])
    expect(await fills(even, { ...square(), data: new Uint8Array(SIDE * SIDE).fill(1) })).toEqual([])
  })
})

describe('a copy of another place', () => {
  it('goes on with stripes where they would', () => {
    const picture = ground(true)
    const hole = square()
    const image = { width: SIDE, height: SIDE, data: new Float32Array(SIDE * SIDE * 3) }
    for (let i = 0; i < SIDE * SIDE; i++) {
      for (let c = 0; c < 3; c++) image.data[i * 3 + c] = hole.data[i] ? 0 : picture.data[i * 4 + c]
    }
    const cloned = cloneInto(image, hole, 0)
    if (!cloned) throw new Error('There is no place for it.')
    let sum = 0
    for (let i = 0; i < SIDE * SIDE; i++)
      if (hole.data[i]) sum += Math.abs(cloned.image.data[i * 3] - picture.data[i * 4])
    // The mean colour would be 25 levels away.
    expect(sum / 1600).toBeLessThan(14)
    expect(cloned.left.data.every((bit) => bit === 0)).toBe(true)
  })

  it('is none where the hole is too large to find another place', () => {
    const hole = { width: SIDE, height: SIDE, data: new Uint8Array(SIDE * SIDE).fill(1) }
    for (let x = 0; x < SIDE; x++) hole.data[x] = 0
    expect(cloneInto({ width: SIDE, height: SIDE, data: new Float32Array(SIDE * SIDE * 3) }, hole, 0)).toBeNull()
  })
})

describe('other edges', () => {
  it('lie along the colors, further in and further out; networks that see other things give none', async () => {
    const seen = ground(false)
    const cover = new Uint8Array(SIDE * SIDE)
    for (let i = 0; i < cover.length; i++) {
      const far = Math.hypot((i % SIDE) - 80, Math.floor(i / SIDE) - 80)
      if (far < 40) seen.data.set([20, 40, 200, 255], i * 4)
      // Cut out two pixels too far.
      if (far < 42) cover[i] = 255
    }
    const blind: PeelContext = {
      sessions: {
        run: async () => ({
          output: { type: 'float32', dims: [1, 1, 1024, 1024], data: new Float32Array(1024 * 1024) },
        }),
        has: async () => false,
      } as unknown as PeelContext['sessions'],
    }
    const edges = await Promise.all([0, 1, 2, 3, 4, 5].map((index) => edgeVariation(seen, cover, index, blind)))
    expect(edges.map((edge) => (edge === null || edge === 'none' ? edge : edge.name))).toEqual([
      'Along the colors',
      'Tighter',
      'Looser',
      null,
      null,
      'none',
    ])
    const area = (index: number) => {
      const edge = edges[index]
      return edge && edge !== 'none' ? edge.matte.reduce((sum, value) => sum + value / 255, 0) : 0
    }
    const own = cover.reduce((sum, value) => sum + value / 255, 0)
    expect(area(1)).toBeLessThan(own)
    expect(area(2)).toBeGreaterThan(own)
    // The disc itself.
    expect(Math.abs(area(0) / (Math.PI * 40 * 40) - 1)).toBeLessThan(0.02)
  })
})
