import { describe, expect, it } from 'vitest'
import type { Plane, RgbF } from '../../../imaging/pixels.ts'
import { artworkBackground, asArtwork, repeatsItself } from './artwork.ts'

const width = 200
const height = 160

function draw(colorAt: (x: number, y: number) => number[]): RgbF {
  const data = new Float32Array(width * height * 3)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(colorAt(x, y), (y * width + x) * 3)
  return { width, height, data }
}

const nobody: Plane = { width, height, data: new Float32Array(width * height) }
const sky = [200, 220, 250]
const sea = [20, 90, 150]
const sun = [250, 190, 40]
const inSun = (x: number, y: number) => Math.hypot(x - 100, y - 80) < 40

const beach = draw((x, y) => (inSun(x, y) ? sun : y < 90 ? sky : sea))

describe('asArtwork', () => {
  it('takes even regions for artwork, and texture or a slope for a photograph', () => {
    expect(asArtwork(beach)).not.toBeNull()
    expect(asArtwork(draw((x, y) => [0, 1, 2].map((c) => (x * 31 + y * 17 + c * 7 + x * y) % 200)))).toBeNull()
    expect(asArtwork(draw((x, y) => [x, x / 2 + y / 2, y]))).toBeNull()
  })

  it('tells what repeats from what merely runs on', () => {
    const repeats = (image: RgbF) => {
      const artwork = asArtwork(image)
      return artwork !== null && repeatsItself(artwork, width, height)
    }
    expect(repeats(draw((x) => (Math.floor(x / 20) % 2 ? sky : sea)))).toBe(true)
    expect(repeats(beach)).toBe(false)
  })
})

describe('artworkBackground', () => {
  const at = (image: RgbF, x: number, y: number) => [
    ...image.data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
  ]

  it('continues the bands of the ground behind what stands before them', () => {
    const artwork = asArtwork(beach)!
    const model = artworkBackground(beach, artwork, nobody)
    expect(model?.kind).toBe('artwork')
    expect(at(model!.picture!, 100, 60)).toEqual(sky)
    expect(at(model!.picture!, 100, 110)).toEqual(sea)
    expect(at(model!.picture!, 5, 5)).toEqual(sky)
  })

  it('leaves a subject that touches the frame in front', () => {
    const person = (x: number, y: number) => x > 70 && x < 130 && y > 60
    const image = draw((x, y) => (person(x, y) ? [30, 30, 30] : sky))
    const data = Float32Array.from({ length: width * height }, (_, i) =>
      person(i % width, Math.floor(i / width)) ? 1 : 0,
    )
    const model = artworkBackground(image, asArtwork(image)!, { width, height, data })
    expect(at(model!.picture!, 100, 150)).toEqual(sky)
  })

  it('takes a soft shadow on even ground off the ground', () => {
    const shade = (x: number, y: number) => 1 - 0.4 * Math.exp(-(((x - 60) / 18) ** 2 + ((y - 40) / 18) ** 2))
    const image = draw((x, y) => (inSun(x, y) ? sun : sky.map((v) => v * shade(x, y))))
    const model = artworkBackground(image, asArtwork(image)!, nobody)
    expect(at(model!.picture!, 60, 40)[0]).toBeGreaterThan(190)
  })

  it('is none where nothing runs along the frame', () => {
    const model = artworkBackground(beach, asArtwork(beach)!, { ...nobody, data: nobody.data.slice().fill(1) })
    expect(model).toBeNull()
  })
})
