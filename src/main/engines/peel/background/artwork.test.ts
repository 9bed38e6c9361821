import { describe, expect, it } from 'vitest'
import type { RgbF } from '../../../imaging/pixels.ts'
import { asArtwork, flatArtwork, repeatsItself } from './artwork.ts'
import type { BackgroundModel } from './model.ts'

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
  const model = (kind: BackgroundModel['kind'], picture: RgbF | null): BackgroundModel => ({
    kind,
    picture,
    sigma: 0.3,
    share: 1,
    frameShare: 1,
  })
  const onGround = (ground: RgbF) => draw((x, y) => (inSun(x, y) ? sun : at(ground, x, y)))
  const at = (image: RgbF, x: number, y: number) => [
    ...image.data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
  ]

  it('is what no model explains', () => {
    expect(flatArtwork(beach, model('photo', null))).not.toBeNull()
  })

  it('is no pattern, though bands that run on may look like one', () => {
    const stripes = draw((x) => (Math.floor(x / 20) % 2 ? sky : sea))
    expect(flatArtwork(stripes, model('pattern', stripes))).toBeNull()
    expect(flatArtwork(beach, model('pattern', beach))).not.toBeNull()
  })

  it('lies on several grounds, not on one', () => {
    const plain = draw(() => sky)
    expect(flatArtwork(onGround(plain), model('flat', plain))).toBeNull()
    const bands = draw((_, y) => (y < 90 ? sky : sea))
    expect(flatArtwork(onGround(bands), model('polynomial', bands))).not.toBeNull()
  })

  it('is flat in what stands on its grounds too', () => {
    const bands = draw((_, y) => (y < 90 ? sky : sea))
    const grain = (x: number, y: number) => [0, 1, 2].map((c) => 60 + ((x * 31 + y * 17 + c * 7 + x * y) % 90))
    const photo = draw((x, y) => (inSun(x, y) ? grain(x, y) : at(bands, x, y)))
    expect(flatArtwork(photo, model('polynomial', bands))).toBeNull()
  })

  it('does not lie on one slope that things cut in pieces', () => {
    const slope = draw((_, y) => [200, 220 - y / 12, 250])
    const cut = draw((x, y) => (Math.abs(y - 80) < 20 ? sea : at(slope, x, y)))
    expect(asArtwork(cut)).not.toBeNull()
    expect(flatArtwork(cut, model('polynomial', slope))).toBeNull()
  })
})
