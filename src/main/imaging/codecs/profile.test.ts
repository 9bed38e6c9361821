import { describe, expect, it } from 'vitest'
import { gammaCurve, grayProfile } from './profile.fixture.ts'
import { encodeSrgb, parseProfile } from './profile.ts'
import { sharp } from './vips.ts'

const pixel = { create: { width: 1, height: 1, channels: 3, background: '#888' } } as const

async function builtIn(name: 'srgb' | 'p3' | 'cmyk'): Promise<Buffer> {
  const bytes = await sharp(pixel)
    .withIccProfile(name)
    .toColourspace(name === 'cmyk' ? 'cmyk' : 'srgb')
    .tiff()
    .toBuffer()
  return (await sharp(bytes).metadata()).icc as Buffer
}

describe('parseProfile', () => {
  it('tells sRGB from what only looks like it', async () => {
    expect(parseProfile(await builtIn('srgb'))).toMatchObject({ colorSpace: 'RGB', isSrgb: true })
    expect(parseProfile(await builtIn('p3'))).toMatchObject({ colorSpace: 'RGB', isSrgb: false })
    expect(parseProfile(await builtIn('cmyk'))).toMatchObject({ colorSpace: 'CMYK', isSrgb: false })
  })

  it('reads the description', async () => {
    expect(parseProfile(await builtIn('srgb'))?.description).toMatch(/srgb/i)
    expect(parseProfile(await builtIn('p3'))?.description).toMatch(/p3/i)
  })

  it('reads the curve of a grey profile', () => {
    const toSrgb = (connection: 'XYZ ' | 'Lab ', value: number) =>
      encodeSrgb(parseProfile(grayProfile(connection, gammaCurve(1)))!.shaper!.curves[0](value))
    expect(toSrgb('XYZ ', 0)).toBe(0)
    expect(toSrgb('XYZ ', 1)).toBeCloseTo(1, 6)
    // Linear 0.2140 is sRGB 0.5.
    expect(toSrgb('XYZ ', 0.21404)).toBeCloseTo(0.5, 4)
    // L* 50 is luminance 0.1842, sRGB 0.4663.
    expect(toSrgb('Lab ', 0.5)).toBeCloseTo(0.4663, 3)
  })

  it('reads the matrix of Display P3', async () => {
    const shaper = parseProfile(await builtIn('p3'))?.shaper
    // Linear P3 to linear sRGB, as in CSS Color 4.
    const expected = [1.2249, -0.2247, 0, -0.042, 1.0419, 0, -0.0197, -0.0786, 1.0979]
    shaper?.matrix?.forEach((value, index) => expect(value).toBeCloseTo(expected[index], 2))
    expect(shaper?.curves[1](0.5)).toBeCloseTo(0.214, 3)
  })

  it('takes damaged data for no profile', async () => {
    const profile = await builtIn('srgb')
    expect(parseProfile(Buffer.from('no profile'))).toBeNull()
    expect(parseProfile(Buffer.alloc(400))).toBeNull()
    for (let length = 128; length < profile.length; length += 7) {
      expect(() => parseProfile(profile.subarray(0, length))).not.toThrow()
    }
  })
})
