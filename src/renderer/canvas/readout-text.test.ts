import { expect, it } from 'vitest'
import { angleText, guideText, moveText, sizeText, skewText } from './readout-text.ts'

it('says sizes and angles in few words', () => {
  expect(moveText(12, -8.2)).toBe('X +12 px\nY −8 px')
  expect(moveText(0.2, -0.2)).toBe('X 0 px\nY 0 px')
  expect(sizeText(511.6, 3)).toBe('W 512 px\nH 3 px')
  expect([0, 15, 345, 180, -180, 12.34, 359.99].map(angleText)).toEqual([
    '0°',
    '15°',
    '−15°',
    '180°',
    '180°',
    '12.3°',
    '0°',
  ])
  expect([skewText('x', -7.25), skewText('y', 3)]).toEqual(['H −7.2°', 'V 3°'])
  expect(guideText('x', 640)).toBe('X 640 px')
})
