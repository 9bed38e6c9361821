import { describe, expect, it } from 'vitest'
import type { Rgba8 } from '../../../imaging/pixels.ts'
import { layersInPreview } from '../layers-so-far.ts'
import type { Floats } from './floats.ts'
import { packLatents } from './latents.ts'
import { calibrationPicture, fitPreview, previewFrames } from './preview.ts'

const CHANNELS = 6
const SCALE = 8

/** A slope of colours with a disc. */
function picture(width: number, height: number): Rgba8 {
  const data = new Uint8Array(width * height * 4).fill(255)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = Math.hypot(x - width / 3, y - height / 2) < height / 4
      data.set(inside ? [210, 40, 90] : [(x * 255) / width, (y * 255) / height, 120], (y * width + x) * 4)
    }
  }
  return { width, height, data }
}

/** An autoencoder that is linear: each latent is a mixture of the mean colours (by alpha) and alpha of its place. */
function encode({ width, height, data }: Rgba8): Floats {
  const [w, h] = [width / SCALE, height / SCALE]
  const latents = new Float32Array(CHANNELS * w * h)
  for (let place = 0; place < w * h; place++) {
    const mean = [0, 0, 0, 0]
    for (let i = 0; i < SCALE * SCALE; i++) {
      const x = (place % w) * SCALE + (i % SCALE)
      const y = Math.floor(place / w) * SCALE + Math.floor(i / SCALE)
      const at = (y * width + x) * 4
      for (let c = 0; c < 3; c++) mean[c] += data[at + c] * data[at + 3]
      mean[3] += data[at + 3]
    }
    for (let c = 0; c < 3; c++) mean[c] = mean[3] === 0 ? 0 : mean[c] / mean[3]
    mean[3] /= SCALE * SCALE
    for (let z = 0; z < CHANNELS; z++) {
      const mixed = mean.reduce((sum, value, c) => sum + (value / 255) * Math.sin((z * 4 + c + 1) ** 2), 0.1 * z)
      latents[z * w * h + place] = mixed
    }
  }
  return { dims: [1, CHANNELS, h, w], data: latents }
}

describe('previews', () => {
  it('are fitted to a picture of all alphas, small enough to cost nothing', () => {
    const small = calibrationPicture(picture(1024, 640))
    expect(small).toMatchObject({ width: 256, height: 160 })
    const alphas = new Set(small.data.filter((_, i) => i % 4 === 3))
    expect([...alphas].sort((a, b) => a - b)).toEqual([0, 85, 170, 255])
    expect(calibrationPicture(picture(64, 96))).toMatchObject({ width: 64, height: 96 })
  })

  it('show layers by their latents, and where they are', () => {
    const small = calibrationPicture(picture(320, 192))
    const by = fitPreview(encode(small), small)
    const layer: Rgba8 = { width: 96, height: 64, data: new Uint8Array(96 * 64 * 4) }
    // From (32, 16) to (64, 48).
    for (let y = 16; y < 48; y++) for (let x = 32; x < 64; x++) layer.data.set([200, 100, 50, 255], (y * 96 + x) * 4)
    const whole = picture(96, 64)
    const { data } = encode(whole)
    const latents = new Float32Array(2 * data.length)
    latents.set(data)
    latents.set(encode(layer).data, data.length)
    const dims = [2, CHANNELS, 8, 12]
    const [first, second] = previewFrames(packLatents({ dims, data: latents }), dims, by)

    expect(second).toMatchObject({ width: 12, height: 8 })
    const inside = [...second.data.subarray((3 * 12 + 5) * 4, (3 * 12 + 6) * 4)]
    ;[200, 100, 50, 255].forEach((value, c) => expect(Math.abs(inside[c] - value)).toBeLessThan(12))
    expect(second.data[3]).toBeLessThan(12)
    const found = layersInPreview([first, second, { ...second, data: new Uint8Array(12 * 8 * 4) }], {
      width: 192,
      height: 128,
    })
    expect(found.map(({ name, kind, box }) => ({ name, kind, box }))).toEqual([
      { name: 'Object 1', kind: 'object', box: { x: 64, y: 32, width: 64, height: 64 } },
      { name: 'Background', kind: 'background', box: { x: 0, y: 0, width: 192, height: 128 } },
    ])
  })

  it('are grey where there is nothing to go by', () => {
    const small = calibrationPicture(picture(64, 64))
    const nothing = { dims: [1, CHANNELS, 8, 8], data: new Float32Array(CHANNELS * 64) }
    const by = fitPreview(nothing, small)
    const dims = [1, CHANNELS, 8, 8]
    const [frame] = previewFrames(packLatents({ dims, data: nothing.data }), dims, by)
    expect(new Set(frame.data.filter((_, i) => i % 4 === 0)).size).toBe(1)
  })
})
