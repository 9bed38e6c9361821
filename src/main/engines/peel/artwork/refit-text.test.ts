import { expect, test } from 'vitest'
import { draw, lay } from '../modelled/drawing.ts'
import type { Found } from '../types.ts'
import { refitText } from './refit-text.ts'

const [W, H] = [20, 4]
const ink: [number, number, number] = [0, 0, 0]
const opacity = (x: number): number => (x < 4 || x >= 12 ? 0 : x < 6 || x >= 10 ? 0.5 : 1)

// The text lies over the border of two colours; the text stage guessed that the left one goes on.
const truth = draw(W, H, (x) => (x < 8 ? [240, 240, 240] : [120, 120, 120]))
const guess = draw(W, H, () => [240, 240, 240])
const picture = lay(truth, ink, opacity)
const seen = Float32Array.from({ length: W * H }, (_, i) => 1 - picture.data[i * 3] / 240)

function text(): Found {
  return {
    kind: 'text',
    name: 'Text: I',
    box: { x: 0, y: 0, width: W, height: H },
    alpha: seen.map((a, i) => (opacity(i % W) === 0 ? 0 : a)),
    color: new Float32Array(W * H * 3),
    confidence: 1,
    texts: [],
  }
}

test('soft edges are taken anew where the guess of what is behind was wrong', () => {
  const before = text()
  expect(before.alpha[10]).toBeCloseTo(0.75, 1)
  const after = refitText(before, picture, guess, truth)
  for (let x = 0; x < W; x++) expect(after.alpha[x]).toBeCloseTo(opacity(x), 1)
  // What was given stays as it was.
  expect(before.alpha[10]).toBeCloseTo(0.75, 1)
})

test('text without a solid pixel keeps its alphas', () => {
  const faint = { ...text(), alpha: text().alpha.map((a) => 0.5 * a) }
  expect(refitText(faint, picture, guess, truth)).toBe(faint)
})
