import { createHash } from 'node:crypto'
import { zstdDecompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { checkAsset, hashAsset, packContent, unpackContent } from './asset-content.ts'

const bytes = (length: number, value: (index: number) => number) =>
  Uint8Array.from({ length }, (_, index) => value(index))
/** Does not compress: the hash of a counter, again and again. */
function noise(length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, at) =>
    createHash('sha256').update(`${at}`).digest(),
  )
  return new Uint8Array(Buffer.concat(blocks).subarray(0, length))
}

describe('the hash of an asset', () => {
  const data = bytes(24, (index) => index)

  it('is that of type, size and bytes for pixels, and of the file for a file', () => {
    const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')
    const rgba = sha256(Buffer.concat([Buffer.from('rgba 2 3\n'), data]))
    expect(hashAsset({ type: 'rgba', width: 2, height: 3, data })).toBe(rgba)
    expect(hashAsset({ type: 'file', data })).toBe(sha256(data))
  })

  it('differs where only the shape does', () => {
    const hashes = [
      hashAsset({ type: 'rgba', width: 2, height: 3, data }),
      hashAsset({ type: 'rgba', width: 3, height: 2, data }),
      hashAsset({ type: 'gray', width: 4, height: 6, data }),
      hashAsset({ type: 'file', data }),
    ]
    expect(new Set(hashes).size).toBe(4)
  })
})

describe('stored content', () => {
  it.each([0, 1, 100, 5000, 3_000_000])('of %i even bytes comes back', (length) => {
    const content = bytes(length, (index) => (index >> 10) & 255)
    const { encoding, bytes: stored } = packContent(content)
    expect(unpackContent(encoding, stored, length)).toEqual(content)
    if (length >= 5000) expect(stored.length).toBeLessThan(length / 10)
  })

  it('is zstd that anyone can unpack, where that helps, and as it was where it does not', () => {
    const even = new Uint8Array(10_000)
    const packed = packContent(even)
    expect(packed.encoding).toBe('zstd')
    expect(new Uint8Array(zstdDecompressSync(packed.bytes))).toEqual(even)
    expect(packContent(noise(10_000))).toEqual({ encoding: 'identity', bytes: noise(10_000) })
  })

  it('unpacks to a buffer of its own, so that it can be moved', () => {
    for (const length of [100, 5000, 100_000]) {
      const { encoding, bytes: stored } = packContent(new Uint8Array(length))
      const content = unpackContent(encoding, stored, length)
      expect(content.buffer.byteLength).toBe(length)
      expect(structuredClone(content, { transfer: [content.buffer as ArrayBuffer] })).toHaveLength(length)
    }
  })

  it('never takes more memory than it says it needs', () => {
    const { bytes: bomb } = packContent(new Uint8Array(50_000_000))
    expect(bomb.length).toBeLessThan(10_000)
    expect(() => unpackContent('zstd', bomb, 1000)).toThrow()
    expect(() => unpackContent('zstd', bomb, 50_000_001)).toThrow(RangeError)
    expect(() => unpackContent('zstd', bomb.subarray(0, 100), 50_000_000)).toThrow()
    expect(() => unpackContent('identity', new Uint8Array(5), 6)).toThrow(RangeError)
  })
})

describe('checkAsset', () => {
  it('refuses data that is not of the size', () => {
    const data = new Uint8Array(24)
    expect(() => checkAsset({ type: 'rgba', width: 2, height: 3, data })).not.toThrow()
    expect(() => checkAsset({ type: 'gray', width: 2, height: 3, data })).toThrow(/gray asset of 2 × 3/)
    expect(() => checkAsset({ type: 'rgba', width: 2.5, height: 2.4, data })).toThrow()
    expect(() => checkAsset({ type: 'rgba', width: 0, height: 0, data: new Uint8Array(0) })).toThrow()
  })
})
