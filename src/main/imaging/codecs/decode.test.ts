import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync, crc32 } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ErrorCode, LaminaError } from '../../../shared/contract/errors.ts'
import type { Rgba8 } from '../pixels.ts'
import { decodePicture, pictureLimits } from './decode.ts'
import { encodePng } from './encode.ts'
import { gammaCurve, grayProfile } from './profile.fixture.ts'
import { fileError } from './source.ts'
import { sharp } from './vips.ts'

const width = 48
const height = 32

/** A smooth RGBA picture with a different value in every channel and a soft alpha. */
function gradient(): Rgba8 {
  const data = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      data.set([x * 5, y * 7, 255 - x * 3 - y, (x * 11 + y * 3) & 255], (y * width + x) * 4)
    }
  return { width, height, data }
}

const source = gradient()
const raw = (channels: 3 | 4 = 4) => {
  const pipeline = sharp(source.data, { raw: { width, height, channels: 4 } })
  return channels === 3 ? pipeline.removeAlpha() : pipeline
}

/** Largest difference of a channel, alpha included. */
function largestDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length)
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - b[index])), 0)
}

const opaque = (data: Uint8Array) => data.map((value, index) => (index % 4 === 3 ? 255 : value))

function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const frame = Buffer.alloc(8 + body.length)
  frame.writeUInt32BE(content.length)
  body.copy(frame, 4)
  frame.writeUInt32BE(crc32(body), frame.length - 4)
  return frame
}

/** Puts an ICC profile (not compressed: libpng refuses very short chunks) behind the header (8 bytes of signature, 25 of IHDR) of a PNG. */
function withProfile(png: Buffer, profile: Uint8Array): Buffer {
  const content = Buffer.concat([Buffer.from('profile\0\0', 'latin1'), deflateSync(profile, { level: 0 })])
  return Buffer.concat([png.subarray(0, 33), chunk('iCCP', content), png.subarray(33)])
}

/** A PNG of the given header; `pixels` are its filtered rows, which need not fill it. */
function handMadePng(pngWidth: number, pngHeight: number, bitDepth: number, colorType: number, pixels: Uint8Array) {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(pngWidth, 0)
  header.writeUInt32BE(pngHeight, 4)
  header.set([bitDepth, colorType, 0, 0, 0], 8)
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  const content = deflateSync(pixels)
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', content), chunk('IEND', Buffer.alloc(0))])
}

async function expectCode(work: Promise<unknown>, code: ErrorCode): Promise<void> {
  await expect(work).rejects.toMatchObject({ name: 'LaminaError', code })
}

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-decode-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('decodePicture: exact formats', () => {
  it.each([
    ['png', () => raw().png()],
    ['lossless webp', () => raw().webp({ lossless: true, exact: true })],
    ['deflate tiff', () => raw().tiff({ compression: 'deflate' })],
  ])('%s comes through bit for bit, colour under alpha 0 included', async (_, encode) => {
    const { image, info } = await decodePicture(await encode().toBuffer())
    expect(image).toMatchObject({ width, height })
    expect(Buffer.compare(image.data, source.data)).toBe(0)
    expect(info).toMatchObject({ width, height, bitDepth: 8, hasAlpha: true, orientation: 1, pages: 1 })
    expect(info).toMatchObject({ iccDescription: null, convertedFromProfile: false })
  })

  it('gives back any RGBA picture that encodePng wrote', async () => {
    const anyImage = fc
      .tuple(fc.integer({ min: 16, max: 40 }), fc.integer({ min: 16, max: 40 }))
      .chain(([w, h]) =>
        fc.uint8Array({ minLength: w * h * 4, maxLength: w * h * 4 }).map((data) => ({ width: w, height: h, data })),
      )
    await fc.assert(
      fc.asyncProperty(anyImage, fc.integer({ min: 0, max: 9 }), async (image, compression) => {
        const decoded = await decodePicture(await encodePng(image, { compression }))
        expect(decoded.image.width).toBe(image.width)
        expect(Buffer.compare(decoded.image.data, image.data)).toBe(0)
      }),
      { numRuns: 60, seed: 3 },
    )
  })

  it('gives pixels in memory that can be handed to another thread', async () => {
    const { image } = await decodePicture(await raw().png().toBuffer())
    const moved = structuredClone(image, { transfer: [image.data.buffer as ArrayBuffer] })
    expect(Buffer.compare(moved.data, source.data)).toBe(0)
  })
})

describe('decodePicture: depths and colour spaces', () => {
  it('opens grey, grey with alpha and palette pictures', async () => {
    const grey = Uint8Array.from({ length: width * height }, (_, index) => index % 256)
    const bytes = await sharp(grey, { raw: { width, height, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer()
    const decoded = await decodePicture(bytes)
    expect(decoded.info).toMatchObject({ colorSpace: 'b-w', hasAlpha: false })
    expect(Buffer.compare(decoded.image.data, Buffer.from([...grey].flatMap((v) => [v, v, v, 255])))).toBe(0)

    const greyAlpha = new Uint8Array([...grey].flatMap((v, index) => [0, v, index % 7 ? 255 : 9]))
    const pixels = Buffer.concat(
      Array.from({ length: height }, (_, y) =>
        Buffer.from(
          [0, ...greyAlpha.subarray(y * width * 3, (y + 1) * width * 3)].filter((_, i) => i === 0 || i % 3 !== 1),
        ),
      ),
    )
    const withAlpha = await decodePicture(handMadePng(width, height, 8, 4, pixels))
    expect(withAlpha.info.hasAlpha).toBe(true)
    expect([...withAlpha.image.data.subarray(28, 36)]).toEqual([7, 7, 7, 9, 8, 8, 8, 255])

    const palette = await decodePicture(await raw(3).png({ palette: true, colours: 256, dither: 0 }).toBuffer())
    expect(palette.info.palette).toBe(true)
    expect(largestDifference(palette.image.data, opaque(source.data))).toBeLessThan(40)
  })

  it('rounds 16 bit to 8 bit', async () => {
    const rows = Buffer.alloc(height * (1 + width * 6))
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width * 3; x++)
        rows.writeUInt16BE((x * 451 + y * 97) & 65535, y * (1 + width * 6) + 1 + x * 2)
    const { image, info } = await decodePicture(handMadePng(width, height, 16, 2, rows))
    expect(info).toMatchObject({ bitDepth: 16, colorSpace: 'rgb16' })
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width * 3; x++) {
        const expected = Math.round(((x * 451 + y * 97) & 65535) / 257)
        expect(image.data[(y * width + Math.floor(x / 3)) * 4 + (x % 3)]).toBe(expected)
      }
  })

  it('opens 16-bit grey with alpha', async () => {
    const rows = Buffer.alloc(height * (1 + width * 4))
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) rows.writeUInt32BE(0x80808000 + 0x7fff, y * (1 + width * 4) + 1 + x * 4)
    const { image, info } = await decodePicture(handMadePng(width, height, 16, 4, rows))
    expect(info).toMatchObject({ bitDepth: 16, colorSpace: 'grey16', hasAlpha: true })
    expect([...image.data.subarray(0, 4)]).toEqual([128, 128, 128, 255])
  })

  it('converts CMYK, with and without a profile', async () => {
    const white = { create: { width, height, channels: 3, background: '#fff' } } as const
    const ink = { create: { width: 24, height, channels: 3, background: '#0af' } } as const
    const bytes = await sharp(white)
      .composite([{ input: await sharp(ink).png().toBuffer(), left: 0, top: 0 }])
      .withIccProfile('cmyk')
      .toColourspace('cmyk')
      .jpeg({ quality: 100 })
      .toBuffer()
    const { image, info } = await decodePicture(bytes)
    expect(info).toMatchObject({ colorSpace: 'cmyk', convertedFromProfile: true })
    expect(info.iccDescription).toBeTruthy()
    const [red, green, blue, alpha] = image.data
    expect(red).toBeLessThan(80)
    expect(blue).toBeGreaterThan(200)
    expect(green).toBeGreaterThan(130)
    expect(alpha).toBe(255)
    expect(Math.min(...image.data.subarray((width - 1) * 4, width * 4))).toBeGreaterThan(245)

    const bare = await sharp(source.data, { raw: { width, height, channels: 4 } })
      .toColourspace('cmyk')
      .jpeg({ quality: 100 })
      .toBuffer()
    expect((await decodePicture(bare)).info).toMatchObject({ colorSpace: 'cmyk', iccDescription: null })
  })
})

describe('decodePicture: ICC profiles', () => {
  it('converts Display P3 to sRGB and says so', async () => {
    const bytes = await raw(3).withIccProfile('p3').png().toBuffer()
    const stored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer()
    const { image, info } = await decodePicture(bytes)
    expect(info.convertedFromProfile).toBe(true)
    expect(info.iccDescription).toMatch(/p3/i)
    const expected = opaque(source.data)
    const storedDifference = stored.reduce(
      (sum, v, i) => sum + Math.abs(v - expected[Math.floor(i / 3) * 4 + (i % 3)]),
      0,
    )
    expect(storedDifference / stored.length).toBeGreaterThan(3)
    expect(largestDifference(image.data, expected)).toBeLessThanOrEqual(4)
  })

  it('converts 16-bit Display P3 to sRGB', async () => {
    // The sRGB primaries, a grey and a green outside of sRGB, in Display P3 (CSS Color 4, 10.3).
    const colors = [
      [0.917488, 0.200287, 0.138561],
      [0.458402, 0.985265, 0.298295],
      [0.5, 0.5, 0.5],
      [0, 1, 0],
    ]
    const rows = Buffer.alloc(16 * (1 + 16 * 6))
    for (let index = 0; index < 16 * 48; index++) {
      const value = colors[Math.floor(index / 3) % 4][index % 3]
      rows.writeUInt16BE(Math.round(value * 65535), Math.floor(index / 48) * 97 + 1 + (index % 48) * 2)
    }
    const p3 = (await sharp(await raw(3).withIccProfile('p3').png().toBuffer()).metadata()).icc as Buffer
    const { image, info } = await decodePicture(withProfile(handMadePng(16, 16, 16, 2, rows), p3))
    expect(info).toMatchObject({ bitDepth: 16, convertedFromProfile: true })
    const expected = [255, 0, 0, 255, 0, 255, 0, 255, 128, 128, 128, 255, 0, 255, 0, 255]
    expect(largestDifference(image.data.subarray(0, 16), Uint8Array.from(expected))).toBeLessThanOrEqual(5)
  })

  it('converts 16-bit grey from its profile', async () => {
    const rows = Buffer.alloc(16 * 33)
    for (let y = 0; y < 16; y++) for (let x = 0; x < 16; x++) rows.writeUInt16BE(14_027, y * 33 + 1 + x * 2)
    const png = handMadePng(16, 16, 16, 0, rows)
    const { image, info } = await decodePicture(withProfile(png, grayProfile('XYZ ', gammaCurve(1))))
    expect(info).toMatchObject({ colorSpace: 'grey16', bitDepth: 16, convertedFromProfile: true })
    // Linear 0.2140 is sRGB 127.5.
    expect([127, 128]).toContain(image.data[0])
    expect(image.data[3]).toBe(255)
  })

  it('leaves pixels tagged as sRGB alone', async () => {
    const { image, info } = await decodePicture(await raw().withIccProfile('srgb').png().toBuffer())
    expect(info.iccDescription).toMatch(/srgb/i)
    expect(info.convertedFromProfile).toBe(false)
    const untagged = await raw().withIccProfile('srgb').raw().toBuffer()
    expect(Buffer.compare(image.data, untagged)).toBe(0)
  })
})

describe('decodePicture: lossy, moving and turned pictures', () => {
  it.each([
    ['jpeg', () => raw(3).jpeg({ quality: 95, chromaSubsampling: '4:4:4' })],
    ['webp', () => raw(3).webp({ quality: 95 })],
    ['avif', () => raw(3).avif({ quality: 95, chromaSubsampling: '4:4:4' })],
  ])('%s comes through up to its own loss', async (format, encode) => {
    const { image, info } = await decodePicture(await encode().toBuffer())
    expect(info).toMatchObject({ format, width, height, hasAlpha: false, bitDepth: 8 })
    const expected = opaque(source.data)
    const mean = image.data.reduce((sum, value, index) => sum + Math.abs(value - expected[index]), 0) / expected.length
    expect(mean).toBeLessThan(4)
  })

  it.each(['gif', 'webp'] as const)('opens the first frame of a moving %s', async (format) => {
    const frame = (color: string) => ({ create: { width: 20, height: 16, channels: 3 as const, background: color } })
    const frames = await Promise.all(['#f00', '#00f'].map((color) => sharp(frame(color)).png().toBuffer()))
    const pipeline = sharp(frames, { join: { animated: true } })
    const bytes = await (format === 'gif' ? pipeline.gif() : pipeline.webp({ lossless: true })).toBuffer()
    const { image, info } = await decodePicture(bytes)
    expect(info).toMatchObject({ format, width: 20, height: 16, pages: 2 })
    expect([...image.data.subarray(0, 4)]).toEqual([255, 0, 0, 255])
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns EXIF orientation %i upright', async (orientation) => {
    const bytes = await raw(3).withMetadata({ orientation }).png().toBuffer()
    const { image, info } = await decodePicture(bytes)
    const turned = orientation >= 5
    expect(info.orientation).toBe(orientation)
    expect([image.width, image.height]).toEqual(turned ? [height, width] : [width, height])
    expect([info.width, info.height]).toEqual([image.width, image.height])
    // Where the stored top left pixel is shown (EXIF 2.32, 4.6.4.A).
    const right = [2, 3, 6, 7].includes(orientation)
    const bottom = [3, 4, 7, 8].includes(orientation)
    const at = ((bottom ? image.height - 1 : 0) * image.width + (right ? image.width - 1 : 0)) * 4
    expect([...image.data.subarray(at, at + 4)]).toEqual([...source.data.subarray(0, 3), 255])
    // And the one to the right of it, which tells turning from mirroring.
    const step = (turned ? image.width * (bottom ? -1 : 1) : right ? -1 : 1) * 4
    expect([...image.data.subarray(at + step, at + step + 3)]).toEqual([...source.data.subarray(4, 7)])
  })
})

describe('decodePicture: above the limits', () => {
  const small = { ...pictureLimits, minSide: 8, maxPixels: (width * height) / 4 }
  const reduce = (bytes: Uint8Array, limits = small) =>
    decodePicture(bytes, limits, undefined, 'a.png', { reduce: true })
  const fits = async (work: Promise<unknown>) =>
    work.then(
      () => 'opened',
      (error: unknown) => (error as LaminaError).help.fits,
    )

  it('says at what size it could be opened', async () => {
    const bytes = await raw().png().toBuffer()
    expect(await fits(decodePicture(bytes, small))).toEqual({ width: 24, height: 16 })
    expect(await fits(decodePicture(bytes, { ...small, maxPixels: 1000 }))).toEqual({ width: 38, height: 25 })
    expect(await fits(decodePicture(bytes, { ...pictureLimits, minSide: 8, maxSide: 30 }))).toEqual({
      width: 30,
      height: 20,
    })
    expect(await fits(decodePicture(handMadePng(30_000, 30_000, 8, 2, Buffer.alloc(1))))).toEqual({
      width: 10_000,
      height: 10_000,
    })
  })

  it('says nothing of the kind where that is too small, or takes too much to read', async () => {
    const bytes = await raw().png().toBuffer()
    expect(await fits(decodePicture(bytes, { ...small, minSide: 17 }))).toBeUndefined()
    expect(await fits(decodePicture(bytes, { ...pictureLimits, maxBytes: bytes.length - 1 }))).toBeUndefined()
    expect(await fits(decodePicture(handMadePng(40_000, 30_000, 1, 0, Buffer.alloc(1))))).toBeUndefined()
    const interlaced = await raw().png({ progressive: true }).toBuffer()
    interlaced.writeUInt32BE(20_000, 16)
    interlaced.writeUInt32BE(20_000, 20)
    interlaced.writeUInt32BE(crc32(interlaced.subarray(12, 29)), 29)
    const refused = reduce(interlaced, pictureLimits)
    expect(await fits(refused)).toBeUndefined()
    await expectCode(refused, 'IMAGE_TOO_LARGE')
  })

  it('leaves pictures within them as they are', async () => {
    const { image, info } = await reduce(await raw().png().toBuffer(), { ...small, maxPixels: width * height })
    expect(info.reducedFrom).toBeNull()
    expect(largestDifference(image.data, source.data)).toBe(0)
  })

  it.each([
    ['png', 1, () => raw(3).png()],
    ['png of 16 bit', 1, () => raw(3).toColourspace('rgb16').png()],
    ['jpeg', 12, () => raw(3).jpeg({ quality: 100, chromaSubsampling: '4:4:4' })],
    ['webp', 4, () => raw(3).webp({ lossless: true })],
    ['tiff', 1, () => raw(3).tiff({ compression: 'none' })],
    ['gif', 30, () => raw(3).gif()],
    ['avif', 12, () => raw(3).avif({ quality: 90, chromaSubsampling: '4:4:4' })],
  ])('reduces a %s', async (_, difference, encode) => {
    const { image, info } = await reduce(await encode().toBuffer())
    expect(info).toMatchObject({ width: 24, height: 16, reducedFrom: { width, height } })
    const whole = sharp(opaque(source.data), { raw: { width, height, channels: 4 } })
    const expected = await whole.resize(24, 16, { fit: 'fill' }).raw().toBuffer()
    expect([image.width, image.height]).toEqual([24, 16])
    expect(largestDifference(image.data, expected)).toBeLessThanOrEqual(difference)
  })

  it('does not let colors bleed in that cannot be seen', async () => {
    const half = Buffer.alloc(width * height * 4, 255)
    for (let i = 0; i < width * height; i++) half.set(i % width < 23 ? [200, 40, 90, 255] : [0, 255, 0, 0], i * 4)
    const bytes = await sharp(half, { raw: { width, height, channels: 4 } })
      .png()
      .toBuffer()
    const { image } = await reduce(bytes)
    for (let i = 0; i < image.data.length; i += 4) {
      if (image.data[i + 3] > 20) expect(Math.abs(image.data[i + 1] - 40)).toBeLessThanOrEqual(3)
    }
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('puts orientation %i upright', async (orientation) => {
    const bytes = await raw(3).withMetadata({ orientation }).png().toBuffer()
    const upright = (await decodePicture(bytes)).image
    const { image, info } = await reduce(bytes)
    const size = orientation > 4 ? { width: 16, height: 24 } : { width: 24, height: 16 }
    expect(info).toMatchObject({ ...size, reducedFrom: { width: upright.width, height: upright.height } })
    const channels = { width: upright.width, height: upright.height, channels: 4 as const }
    const expected = await sharp(upright.data, { raw: channels })
      .resize({ ...size, fit: 'fill' })
      .raw()
      .toBuffer()
    expect(largestDifference(image.data, expected)).toBeLessThanOrEqual(2)
  })

  it('opens one of 110 megapixels in the memory of its result', async () => {
    const rows = Buffer.alloc(1376 * 10_000, 0)
    const bytes = handMadePng(11_000, 10_000, 1, 0, rows)
    const before = process.memoryUsage().rss
    const { image, info } = await reduce(bytes, { ...pictureLimits, maxPixels: 1_100_000 })
    expect(info).toMatchObject({ width: 1100, height: 1000, reducedFrom: { width: 11_000, height: 10_000 } })
    expect([...image.data.subarray(0, 4)]).toEqual([0, 0, 0, 255])
    expect(process.memoryUsage().rss - before).toBeLessThan(80e6)
  })
})

describe('decodePicture: bad input', () => {
  it('refuses sizes beyond the limits from the header', async () => {
    const huge = handMadePng(30_000, 30_000, 1, 0, Buffer.alloc(1))
    await expectCode(decodePicture(huge), 'IMAGE_TOO_LARGE')
    const noise = Buffer.alloc(2 ** 20)
    const before = process.memoryUsage().rss
    await expectCode(decodePicture(handMadePng(30_000, 30_000, 8, 6, noise)), 'IMAGE_TOO_LARGE')
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20)
    await expectCode(decodePicture(handMadePng(65_536, 1, 8, 0, Buffer.alloc(65_537))), 'IMAGE_TOO_SMALL')
    await expectCode(decodePicture(handMadePng(65_536, 16, 8, 0, Buffer.alloc(65_537 * 16))), 'IMAGE_TOO_LARGE')
    await expectCode(decodePicture(handMadePng(1, 1, 8, 0, Buffer.alloc(2))), 'IMAGE_TOO_SMALL')
    const bytes = await raw().png().toBuffer()
    await expectCode(decodePicture(bytes, { ...pictureLimits, maxPixels: width * height - 1 }), 'IMAGE_TOO_LARGE')
    await expectCode(decodePicture(bytes, { ...pictureLimits, maxBytes: bytes.length - 1 }), 'IMAGE_TOO_LARGE')
  })

  it.each([
    ['jpeg', () => raw(3).jpeg()],
    ['progressive jpeg', () => raw(3).jpeg({ progressive: true })],
    ['png', () => raw().png()],
    ['webp', () => raw().webp()],
    ['tiff', () => raw().tiff({ compression: 'none' })],
    ['avif', () => raw().avif()],
    ['gif', () => raw().gif()],
  ])('refuses a truncated %s', async (_, encode) => {
    const bytes = await encode().toBuffer()
    for (const share of [0.3, 0.6, 0.9]) {
      const work = decodePicture(bytes.subarray(0, Math.floor(bytes.length * share)))
      await expectCode(work, 'IMAGE_DAMAGED')
    }
  })

  it('refuses what is no picture, whatever its name', async () => {
    const path = join(folder, 'notes.png')
    await writeFile(path, 'Shopping list: bread, butter')
    await expectCode(decodePicture(path), 'IMAGE_UNKNOWN_FORMAT')
    await expect(decodePicture(path)).rejects.toThrow(path)
    await expectCode(decodePicture(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), 'IMAGE_UNKNOWN_FORMAT')
    await expectCode(decodePicture(Buffer.from('\x89PNG\r\n\x1a\nand no chunks', 'latin1')), 'IMAGE_DAMAGED')
  })

  it('opens a picture with the wrong extension', async () => {
    const path = join(folder, 'really-a-png.jpg')
    await writeFile(path, await raw().png().toBuffer())
    expect((await decodePicture(path)).info.format).toBe('png')
  })

  it('opens a name that libvips would read as options', async () => {
    const path = join(folder, 'poster[n=2].png')
    await writeFile(path, await raw().png().toBuffer())
    expect((await decodePicture(path)).image.width).toBe(width)
  })

  it('says what is wrong with the file', async () => {
    const path = join(folder, 'empty.png')
    await writeFile(path, '')
    await expectCode(decodePicture(path), 'FILE_EMPTY')
    await expectCode(decodePicture(new Uint8Array(0)), 'FILE_EMPTY')
    await expectCode(decodePicture(folder), 'FILE_IS_FOLDER')
    await expectCode(decodePicture(join(folder, 'missing.png')), 'FILE_NOT_FOUND')
    await expectCode(decodePicture(join(path, 'below-a-file.png')), 'FILE_NOT_FOUND')
  })

  it.each([
    ['EACCES', 'FILE_NO_PERMISSION'],
    ['EPERM', 'FILE_NO_PERMISSION'],
    ['ENOENT', 'FILE_NOT_FOUND'],
    ['EIO', 'INTERNAL'],
  ])('maps %s to %s', (code, expected) => {
    const error = fileError(Object.assign(new Error('refused'), { code }), '/pictures/poster.png')
    expect(error.code).toBe(expected)
    expect(error.message).toContain('/pictures/poster.png')
  })

  it('is cancelled by its signal', async () => {
    const bytes = await raw().png().toBuffer()
    await expectCode(decodePicture(bytes, pictureLimits, AbortSignal.abort()), 'CANCELLED')
    const controller = new AbortController()
    const work = decodePicture(bytes, pictureLimits, controller.signal)
    controller.abort()
    await expectCode(work, 'CANCELLED')
  })
})
