import { describe, expect, it } from 'vitest'
import type { RgbF } from '../../../imaging/pixels.ts'
import { asArtwork, flatArtwork, repeatsItself } from './artwork.ts'

const width = 200
const height = 160

function draw(colorAt: (x: number, y: number) => number[]): RgbF {
  const data = new Float32Array(width * height * 3)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(colorAt(x, y), (y * width + x) * 3)
  return { width, height, data }
}

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

describe('flatArtwork', () => {
  const none = { picture: null, sigma: 0, share: 0, frameShare: 0 }

  it('is what has no one surface behind it, nor a pattern that is one', () => {
    expect(flatArtwork(beach, { ...none, kind: 'photo' })).not.toBeNull()
    expect(flatArtwork(beach, { ...none, kind: 'flat' })).toBeNull()
    const stripes = draw((x) => (Math.floor(x / 20) % 2 ? sky : sea))
    expect(flatArtwork(stripes, { ...none, kind: 'pattern' })).toBeNull()
    expect(flatArtwork(beach, { ...none, kind: 'pattern' })).not.toBeNull()
  })
})
