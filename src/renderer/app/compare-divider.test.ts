import { describe, expect, it } from 'vitest'
import { dividerAt, positionAt, stepDivider } from './compare-divider.ts'

const place = {
  view: { zoom: 0.5, centerX: 500, centerY: 300, fit: false },
  viewport: { width: 1200, height: 800, pixelRatio: 2 },
  width: 1000,
}

describe('the divider of the comparison', () => {
  it('stands over the document, in CSS pixels', () => {
    expect(dividerAt(0.5, place)).toBe(300)
    expect(dividerAt(0, place)).toBe(175)
    expect(dividerAt(1, place)).toBe(425)
  })

  it('is found again from where it is dragged to', () => {
    for (const position of [0, 0.25, 0.5, 1])
      expect(positionAt(dividerAt(position, place), place)).toBeCloseTo(position)
    expect(positionAt(-50, place)).toBe(0)
    expect(positionAt(5000, place)).toBe(1)
  })

  it('stays in sight where the document is wider than the viewport', () => {
    const near = { ...place, view: { ...place.view, zoom: 4 } }
    expect(dividerAt(0, near)).toBe(0)
    expect(dividerAt(1, near)).toBe(600)
  })

  it('moves by keys', () => {
    expect(stepDivider(0.5, 'ArrowRight', false)).toBe(0.51)
    expect(stepDivider(0.5, 'ArrowLeft', true)).toBe(0.4)
    expect(stepDivider(0.5, 'Home', false)).toBe(0)
    expect(stepDivider(0.995, 'End', false)).toBe(1)
    expect(stepDivider(1, 'ArrowUp', true)).toBe(1)
    expect(stepDivider(0.5, 'a', false)).toBeNull()
  })
})
