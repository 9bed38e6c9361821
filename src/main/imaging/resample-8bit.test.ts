import { describe, expect, it } from 'vitest'
import { overWhite, resizeBicubicRgb, resizeLanczos } from './resample-8bit.ts'

describe('Lanczos resizing', () => {
  it('does not mix in colours that cannot be seen', () => {
    const data = new Uint8Array(8 * 4 * 4)
    for (let i = 0; i < 32; i++) data.set(i % 8 < 4 ? [200, 100, 50, 255] : [0, 255, 0, 0], i * 4)
    const { data: out, width } = resizeLanczos({ width: 8, height: 4, data }, 5, 3)
    expect(width).toBe(5)
    for (let i = 0; i < out.length; i += 4) {
      // Lanczos overshoots by a tenth; the green that is clear would bring far more.
      if (out[i + 3] >= 32) expect(out[i + 1]).toBeLessThan(115)
    }
  })

  it('gives a copy where nothing changes', () => {
    const image = { width: 1, height: 1, data: Uint8Array.of(7, 8, 9, 3) }
    const { data } = resizeLanczos(image, 1, 1)
    expect([...data]).toEqual([7, 8, 9, 3])
    expect(data).not.toBe(image.data)
  })

  it('gives what Pillow gives', () => {
    const data = Uint8Array.from({ length: 6 * 4 }, (_, i) => (i % 4 === 3 ? 255 : (i * 37) % 256))
    // Image.frombytes('RGBA', (6, 1), data).resize((3, 1), Image.LANCZOS)
    expect([...resizeLanczos({ width: 6, height: 1, data }, 3, 1).data]).toEqual([
      63, 96, 151, 255, 114, 168, 94, 255, 165, 80, 81, 255,
    ])
  })
})

describe('bicubic resizing', () => {
  it('keeps a flat colour, and enlarges without going over the edge', () => {
    const flat = resizeBicubicRgb(new Uint8Array(3 * 3 * 3).fill(90), { width: 3, height: 3 }, { width: 5, height: 7 })
    expect(flat).toHaveLength(5 * 7 * 3)
    expect(flat.every((value) => value === 90)).toBe(true)
    const edge = resizeBicubicRgb(
      Uint8Array.of(0, 0, 0, 255, 255, 255),
      { width: 2, height: 1 },
      { width: 4, height: 1 },
    )
    expect([...edge]).toEqual([...edge].toSorted((a, b) => a - b))
  })
})

describe('over white', () => {
  it('mixes by alpha', () => {
    const image = { width: 3, height: 1, data: Uint8Array.of(10, 20, 30, 255, 10, 20, 30, 0, 0, 100, 255, 128) }
    expect([...overWhite(image)]).toEqual([10, 20, 30, 255, 255, 255, 127, 177, 255])
  })
})
