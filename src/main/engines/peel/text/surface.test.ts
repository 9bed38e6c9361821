import { describe, expect, it } from 'vitest'
import { mapSurfaces, surfaceOf } from './surface.ts'

type Rule = (x: number, y: number) => [number, number, number]

function paint(rule: Rule) {
  const width = 320
  const height = 240
  const data = new Float32Array(width * height * 3)
  for (let i = 0; i < width * height; i++) data.set(rule(i % width, Math.floor(i / width)), i * 3)
  return { width, height, data }
}

const ground: [number, number, number] = [240, 220, 60]
const line = { x: 160, y: 120, width: 80, height: 16, angle: 0 }

describe('what text stands on', () => {
  it('an even or shaded ground', () => {
    expect(surfaceOf(mapSurfaces(paint((x) => [x / 2, 90, 120])), line)).toBe('ground')
  })

  it('a level rectangle is a panel', () => {
    const panel = mapSurfaces(paint((x, y) => (x > 90 && x < 230 && y > 95 && y < 145 ? [20, 60, 160] : ground)))
    expect(surfaceOf(panel, line)).toBe('panel')
  })

  it('a round thing much larger than the text is an object', () => {
    const ball = mapSurfaces(paint((x, y) => (Math.hypot(x - 160, y - 120) < 75 ? [20, 20, 20] : ground)))
    expect(surfaceOf(ball, { ...line, width: 50 })).toBe('object')
  })

  it('on texture, level text stands on the ground; small tilted lettering belongs to what it is printed on', () => {
    const texture = mapSurfaces(paint((x, y) => [((x * 7 + y * 13) % 11) * 20, ((x * 5 + y * 3) % 7) * 30, 90]))
    expect(surfaceOf(texture, line)).toBe('ground')
    expect(surfaceOf(texture, { ...line, height: 10, angle: 0.25 })).toBe('object')
  })
})
