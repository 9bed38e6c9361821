import { expect, test } from 'vitest'
import type { Sessions } from '../../../onnx/sessions.ts'
import type { Found } from '../types.ts'
import { box, disc, draw, lay } from './drawing.ts'
import { splitFurther } from './split-further.ts'

const [W, H] = [200, 120]
const behind = draw(W, H, () => [90, 160, 220])

/** A network that sees nothing: no seam is confirmed, so the best one is taken. */
const blind: Sessions = {
  run: () =>
    Promise.resolve({ output: { type: 'float32', dims: [1, 1, 1024, 1024], data: new Float32Array(1024 * 1024) } }),
  file: () => Promise.reject(new Error('not needed')),
}

function thing(color: ReturnType<typeof draw>, alphaAt: (x: number, y: number) => number): Found {
  const alpha = new Float32Array(W * H)
  for (let i = 0; i < alpha.length; i++) alpha[i] = Math.min(1, Math.max(0, alphaAt(i % W, Math.floor(i / W))))
  return {
    kind: 'object',
    name: 'Object 1',
    box: { x: 0, y: 0, width: W, height: H },
    alpha,
    color: color.data,
    confidence: 0.9,
    texts: [],
  }
}

/** Share of the whole's coverage that the parts give together, and no more than that anywhere. */
function covers(parts: Found[], whole: Found): boolean {
  const clear = new Float32Array(W * H).fill(1)
  for (const part of parts) {
    for (let i = 0; i < part.alpha.length; i++) {
      const at = (part.box.y + Math.floor(i / part.box.width)) * W + part.box.x + (i % part.box.width)
      clear[at] *= 1 - part.alpha[i]
    }
  }
  return whole.alpha.every((a, i) => Math.abs(1 - clear[i] - a) < 0.02)
}

const either =
  (...shapes: ((x: number, y: number) => number)[]) =>
  (x: number, y: number): number =>
    Math.max(...shapes.map((shape) => shape(x, y)))

test('disconnected parts first, specks with the nearest', async () => {
  const whole = thing(
    draw(W, H, () => [200, 20, 20]),
    either(disc(50, 60, 30), disc(150, 60, 30), disc(188, 60, 1)),
  )
  const parts = await splitFurther(whole, behind, 2, { sessions: blind })
  expect(parts.map((part) => part.name)).toEqual(['Object 1, part 1', 'Object 1, part 2'])
  expect(covers(parts, whole)).toBe(true)
})

test('touching things along their seam, the lower one continued below', async () => {
  const colors = lay(
    draw(W, H, () => [220, 40, 30]),
    [30, 60, 200],
    box(105, 0, 95, 120),
  )
  const upper = lay(colors, [30, 60, 200], disc(130, 60, 40))
  const whole = thing(upper, either(disc(75, 60, 40), disc(130, 60, 40)))
  const parts = await splitFurther(whole, behind, 2, { sessions: blind })
  expect(parts).toHaveLength(2)
  expect(covers(parts, whole)).toBe(true)
  const [left, right] = parts.slice().sort((a, b) => a.box.x - b.box.x)
  expect(left.box.x).toBeLessThan(40)
  expect(right.box.x).toBeGreaterThan(80)
})

test('colours of a whole thing last', async () => {
  const whole = thing(
    lay(
      draw(W, H, () => [240, 220, 60]),
      [30, 30, 120],
      disc(100, 60, 15),
    ),
    disc(100, 60, 50),
  )
  const parts = await splitFurther(whole, behind, 2, { sessions: blind })
  expect(parts).toHaveLength(2)
  expect(covers(parts, whole)).toBe(true)
})

test('an even thing stays whole, however many parts are wanted', async () => {
  const whole = thing(
    draw(W, H, () => [200, 20, 20]),
    disc(100, 60, 40),
  )
  expect(await splitFurther(whole, behind, 5, { sessions: blind })).toEqual([whole])
})
