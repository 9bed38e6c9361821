import { describe, expect, it } from 'vitest'
import type { Plane, Rgba8 } from '../../../imaging/pixels.ts'
import type { Sessions } from '../../../onnx/sessions.ts'
import { compareWithImage } from '../../verify.ts'
import { liftOut } from './lift.ts'

const noModels: Sessions = {
  run: () => Promise.reject(new Error('no model is needed here')),
  file: () => Promise.reject(new Error('no model is needed here')),
}
const [W, H] = [120, 90]

function picture(pixel: (x: number, y: number) => readonly number[]): Rgba8 {
  const data = new Uint8Array(W * H * 4)
  for (let i = 0; i < W * H; i++) data.set(pixel(i % W, Math.floor(i / W)).map(Math.round), i * 4)
  return { width: W, height: H, data }
}

function plane(value: (x: number, y: number) => number): Plane {
  const data = Float32Array.from({ length: W * H }, (_, i) => value(i % W, Math.floor(i / W)))
  return { width: W, height: H, data }
}

const disc = (x: number, y: number) => Math.min(1, Math.max(0, 20.5 - Math.hypot(x - 60, y - 45)))
const mixed = (a: readonly number[], b: readonly number[], share: number) => a.map((v, c) => v + share * (b[c] - v))

async function lift(image: Rgba8, matte: Plane) {
  const { rest, thing } = await liftOut(image, matte, { sessions: noModels })
  if (!thing) throw new Error('Nothing was lifted.')
  const whole = { x: 0, y: 0, width: W, height: H }
  const { differing } = compareWithImage(image, [{ box: whole, pixels: rest }, thing])
  const at = (x: number, y: number) => {
    const inBox = (y - thing.box.y) * thing.box.width + x - thing.box.x
    return {
      rest: [...rest.subarray((y * W + x) * 4).subarray(0, 4)],
      thing: [...thing.pixels.subarray(inBox * 4).subarray(0, 4)],
    }
  }
  return { rest, thing, differing, at }
}

describe('lifting a thing out of a picture', () => {
  const ground = (x: number, y: number) => [40 + x, 90 + y, 160]
  const image = picture((x, y) => [...mixed(ground(x, y), [240, 40, 30], disc(x, y)), 255])

  it('gives two layers that are the picture exactly, the hole closed and the edge without the ground in it', async () => {
    const { thing, differing, at } = await lift(image, plane(disc))
    expect(differing).toBe(0)
    expect(thing.box).toEqual({ x: 40, y: 25, width: 41, height: 41 })
    const middle = at(60, 45)
    expect(middle.thing).toEqual([240, 40, 30, 255])
    expect(middle.rest[3]).toBe(255)
    for (const c of [0, 1, 2]) expect(Math.abs(middle.rest[c] - ground(60, 45)[c])).toBeLessThan(8)
    // Half covered: the disc's own red, half transparent.
    const edge = at(60, 25)
    expect(Math.abs(edge.thing[3] - 128)).toBeLessThan(4)
    expect(edge.thing[0]).toBeGreaterThan(220)
    expect(edge.thing[2]).toBeLessThan(60)
  })

  it('leaves what is far from the thing as it was', async () => {
    const { rest } = await lift(image, plane(disc))
    for (const [x, y] of [
      [2, 2],
      [110, 80],
      [60, 10],
    ]) {
      const from = (y * W + x) * 4
      expect([...rest.subarray(from, from + 4)]).toEqual([...image.data.subarray(from, from + 4)])
    }
  })

  it('takes a matte of another size', async () => {
    const half = { width: W / 2, height: H / 2, data: new Float32Array((W * H) / 4) }
    for (let i = 0; i < half.data.length; i++) half.data[i] = disc((i % 60) * 2 + 0.5, Math.floor(i / 60) * 2 + 0.5)
    const { differing, at } = await lift(image, half)
    expect(differing).toBe(0)
    expect(at(60, 45).thing).toEqual([240, 40, 30, 255])
  })

  it('in a cut-out, what is left goes on below the thing only as far as its own outline suggests', async () => {
    // A bar, and a disc over its right end that reaches beyond it.
    const bar = (x: number, y: number) => x >= 10 && x < 60 && y >= 35 && y < 55
    const cutOut = picture((x, y) =>
      disc(x, y) >= 0.5 ? [240, 40, 30, 255] : bar(x, y) ? [20, 160, 60, 255] : [9, 9, 9, 0],
    )
    const { differing, at } = await lift(
      cutOut,
      plane((x, y) => (disc(x, y) >= 0.5 ? 1 : 0)),
    )
    expect(differing).toBe(0)
    expect(at(41, 45)).toEqual({ rest: [20, 160, 60, 255], thing: [240, 40, 30, 255] })
    // To the right of the bar and above it there is nothing to go on.
    expect(at(78, 45).rest[3]).toBe(0)
    expect(at(60, 28).rest[3]).toBe(0)
    expect(at(2, 2).rest).toEqual([9, 9, 9, 0])
  })

  it('says so where nothing is picked', async () => {
    const { rest, thing } = await liftOut(
      image,
      plane(() => 0),
      { sessions: noModels },
    )
    expect(thing).toBeNull()
    expect(rest).toEqual(image.data)
  })
})
