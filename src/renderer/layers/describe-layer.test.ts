import { describe, expect, it } from 'vitest'
import { newGroup, newPixelLayer } from '../../shared/document/records.ts'
import type { PixelLayer } from '../../shared/document/types.ts'
import { describeLayer } from './describe-layer.ts'

function layer(fields: Partial<PixelLayer> = {}): PixelLayer {
  const made = newPixelLayer({ id: 'sky', name: 'Sky', kind: 'object', asset: 'a'.repeat(64), width: 4, height: 4 })
  return { ...made, parent: null, order: 'a', ...fields }
}
const unlocked = { transparency: false, pixels: false, position: false }

describe('describeLayer', () => {
  it('says nothing of a plain layer or group', () => {
    expect(describeLayer(layer())).toBe('')
    expect(describeLayer({ ...newGroup({ id: 'g', name: 'G' }), parent: null, order: 'a' })).toBe('')
  })

  it('says what differs, in the order of the row', () => {
    const locks = { transparency: true, pixels: true, position: true }
    expect(describeLayer(layer({ visible: false, locks, blendMode: 'multiply', opacity: 0.6 }))).toBe(
      'hidden, locked, Multiply, 60%',
    )
    expect(describeLayer(layer({ locks: { ...unlocked, position: true } }))).toBe('position locked')
  })

  it('says what badges and colours show', () => {
    expect(describeLayer(layer({ confidence: 0.3, label: 'red', clipping: true }))).toBe(
      'clipped to the layer below, low confidence, red label',
    )
  })
})
