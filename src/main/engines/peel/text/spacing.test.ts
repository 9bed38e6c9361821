import { describe, expect, it } from 'vitest'
import { withSpaces } from './spacing.ts'
import { makeWindow } from './window.ts'

/** A window with bars of 8 pixels at the given left edges, one a character. */
function line(lefts: readonly number[]) {
  const width = 240
  const height = 40
  const alpha = new Float32Array(width * height)
  for (let i = 0; i < alpha.length; i++) {
    if (lefts.some((left) => i % width >= left && i % width < left + 8)) alpha[i] = 1
  }
  const quad = { x: 120, y: 20, width: 240, height: 40, angle: 0 }
  const image = { width, height, data: new Float32Array(width * height * 3) }
  const centers = lefts.map((left) => (left + 4) / width)
  return { window: makeWindow(image, { quad, vertical: false }, centers, []), alpha }
}

describe('spaces by gaps', () => {
  it('adds one as wide as those that were read', () => {
    const { window, alpha } = line([10, 20, 30, 60, 70, 100, 110])
    expect(withSpaces('JUN14 AM', window, alpha)).toBe('JUN 14 AM')
  })

  it('adds one where the line has none, if it is clearly wider than the letters are apart', () => {
    const { window, alpha } = line([10, 20, 30, 60, 70])
    expect(withSpaces('50%UP', window, alpha)).toBe('50% UP')
  })

  it('leaves letters set wide alone', () => {
    const { window, alpha } = line([10, 30, 50, 70, 90])
    expect(withSpaces('STUDY', window, alpha)).toBe('STUDY')
  })

  it('leaves a string alone whose characters are not located', () => {
    const { window, alpha } = line([10, 60])
    expect(withSpaces('ABC', window, alpha)).toBe('ABC')
  })
})
