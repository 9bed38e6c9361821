import { describe, expect, it } from 'vitest'
import type { Rgba8 } from '../../imaging/pixels.ts'
import type { Sessions } from '../../onnx/sessions.ts'
import { peelEngine } from './peel.ts'

/** Bars of 6 pixels with gaps of 6, wider ones after every second: "AB CD". */
function lettering(): Rgba8 {
  const image = { width: 80, height: 24, data: new Uint8Array(80 * 24 * 4) }
  for (const x of [4, 16, 46, 58]) {
    for (let y = 4; y < 20; y++) {
      for (let column = x; column < x + 6; column++) image.data.set([200, 30, 20, 255], (y * 80 + column) * 4)
    }
  }
  return image
}

const refuse = () => Promise.reject(new Error('no model is needed'))
/** Running a model is a failure. */
const none: Sessions = { run: refuse, file: refuse }

describe('a cut-out that is known to be a text', () => {
  const split = (text: string) => peelEngine.decompose(lettering(), { layers: 'auto', text }, { sessions: none })

  it('falls into its words without being read', async () => {
    const drafts = await split('AB CD')
    expect(drafts.map(({ name, kind }) => [name, kind])).toEqual([
      ['Text: AB', 'text'],
      ['Text: CD', 'text'],
    ])
    expect(drafts[1].box).toEqual({ x: 46, y: 4, width: 18, height: 16 })
    expect(drafts[1].texts).toMatchObject([{ string: 'CD', color: [200, 30, 20], confidence: 1 }])
  })

  it('falls into its letters where it is one word', async () => {
    expect((await split('ABCD')).map(({ name }) => name)).toEqual(['Text: A', 'Text: B', 'Text: C', 'Text: D'])
  })
})
