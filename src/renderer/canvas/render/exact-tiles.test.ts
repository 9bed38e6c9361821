import { describe, expect, it } from 'vitest'
import { ExactTiles } from './exact-tiles.ts'

const canvas = { width: 600, height: 300 }
const whole = { x: 0, y: 0, ...canvas }

/** Every pixel says where it is. */
function tilesOf(limit = Infinity, changed: (x: number, y: number) => boolean = () => false) {
  const asked: string[] = []
  const tiles = new ExactTiles(({ x, y, width, height }) => {
    asked.push(`${x},${y}`)
    const words = new Int32Array(width * height)
    for (let i = 0; i < words.length; i++) {
      const [px, py] = [x + (i % width), y + Math.floor(i / width)]
      words[i] = wordAt(px, py) ^ (changed(px, py) ? 1 : 0)
    }
    return new Uint8Array(words.buffer)
  }, limit)
  tiles.reset(canvas)
  return { tiles, asked }
}

const wordAt = (x: number, y: number) => (x & 0xfff) | ((y & 0xfff) << 12) | (0xff << 24)

function original() {
  const words = Int32Array.from({ length: 600 * 300 }, (_, i) => wordAt(i % 600, Math.floor(i / 600)))
  return { ...canvas, data: new Uint8Array(words.buffer) }
}

describe('tiles of the exact picture', () => {
  it('are put together for a region, each made once', () => {
    const { tiles, asked } = tilesOf()
    const region = { x: 250, y: 250, width: 10, height: 10 }
    expect(tiles.missing(region)).toBe(4)
    while (tiles.makeOne(region));
    expect(asked).toEqual(['0,0', '256,0', '0,256', '256,256'])
    const words = new Int32Array(tiles.read(region).data.buffer)
    expect([words[0], words[99]]).toEqual([wordAt(250, 250), wordAt(259, 259)])
    tiles.invalidate({ x: 0, y: 256, width: 1, height: 1 })
    while (tiles.makeOne(region));
    expect(asked.slice(4)).toEqual(['0,256'])
  })

  it('keep to their limit, the ones used last', () => {
    const { tiles } = tilesOf(2 * 256 * 256 * 4)
    for (const x of [0, 256, 512]) while (tiles.makeOne({ x, y: 0, width: 1, height: 1 }));
    expect([0, 256, 512].map((x) => tiles.missing({ x, y: 0, width: 1, height: 1 }))).toEqual([1, 0, 0])
    expect(tiles.bytes).toBe((256 * 256 + 88 * 256) * 4)
  })

  it('say how much of them is the original, when all were held against it', () => {
    const { tiles } = tilesOf(256 * 256 * 4)
    expect(tiles.match).toBeNull()
    while (tiles.compareOne(original()));
    expect(tiles.match).toBe(1)
    tiles.invalidate({ x: 599, y: 299, width: 1, height: 1 })
    expect(tiles.match).toBeNull()
    const other = tilesOf(Infinity, (x, y) => x === 599 && y < 30)
    while (other.tiles.compareOne(original()));
    expect(other.tiles.match).toBe(1 - 30 / (600 * 300))
  })

  it('wait where pixels are missing', () => {
    const tiles = new ExactTiles(() => null, Infinity)
    tiles.reset(canvas)
    expect([tiles.makeOne(whole), tiles.compareOne(original()), tiles.match]).toEqual([false, false, null])
  })
})
