import { describe, expect, it } from 'vitest'
import type { Found } from '../types.ts'
import { takeLettering } from './lettering.ts'

const size = { width: 120, height: 40 }

/** A cut-out with these opaque rectangles. */
function cutOut(...rectangles: [x: number, y: number, width: number, height: number, gray: number][]): Found {
  const alpha = new Float32Array(size.width * size.height)
  const color = new Float32Array(alpha.length * 3)
  for (const [x, y, width, height, gray] of rectangles) {
    for (let row = y; row < y + height; row++) {
      for (let column = x; column < x + width; column++) {
        const at = row * size.width + column
        alpha[at] = 1
        color.fill(gray, at * 3, at * 3 + 3)
      }
    }
  }
  return { kind: 'object', name: 'Object', box: { x: 0, y: 0, ...size }, alpha, color, confidence: 1, texts: [] }
}

/** A line that was read: softer than it is, as a reader's matte is never whole. */
function line(found: Found, string: string): Found {
  return { ...found, kind: 'text', name: `Text: ${string}`, alpha: found.alpha.map((a) => a * 0.8) }
}

describe('letters that stand on nothing', () => {
  const letters = [
    [20, 10, 8, 20, 200],
    [32, 10, 8, 20, 200],
  ] as const
  const read = line(cutOut(...letters.map((letter) => [...letter] as [number, number, number, number, number])), 'ab')

  it('are taken whole, with what the reader missed of the line, and nothing is left of them', () => {
    const thing = cutOut([20, 10, 8, 20, 200], [32, 10, 8, 20, 200], [44, 10, 8, 20, 210])
    const { lines, rest } = takeLettering(thing, [cropToGlyphs(read)])
    expect(rest).toBeNull()
    expect(lines[0].box).toEqual({ x: 20, y: 10, width: 32, height: 20 })
    expect(lines[0].alpha.reduce((sum, a) => sum + a)).toBe(3 * 8 * 20)
  })

  it('leave another thing beside them as it is', () => {
    const thing = cutOut([20, 10, 8, 20, 200], [32, 10, 8, 20, 200], [90, 0, 30, 40, 20])
    const { lines, rest } = takeLettering(thing, [cropToGlyphs(read)])
    expect(lines[0].box).toEqual({ x: 20, y: 10, width: 20, height: 20 })
    expect(rest?.box).toEqual({ x: 90, y: 0, width: 30, height: 40 })
  })

  it('on a badge stay as they were read', () => {
    const badge = cutOut([0, 0, 120, 40, 90])
    const glyphs = cropToGlyphs(read)
    const { lines, rest } = takeLettering(badge, [glyphs])
    expect(lines).toEqual([glyphs])
    expect(rest?.alpha).toEqual(badge.alpha)
  })
})

function cropToGlyphs(found: Found): Found {
  const box = { x: 20, y: 10, width: 20, height: 20 }
  const alpha = new Float32Array(box.width * box.height)
  const color = new Float32Array(alpha.length * 3)
  for (let i = 0; i < alpha.length; i++) {
    const at = (box.y + Math.floor(i / box.width)) * size.width + box.x + (i % box.width)
    alpha[i] = found.alpha[at]
    color.set(found.color.subarray(at * 3, at * 3 + 3), i * 3)
  }
  return { ...found, box, alpha, color }
}
