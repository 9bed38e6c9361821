import { expect, it } from 'vitest'
import { blendModes } from '../../shared/document/types.ts'
import { blendModeGroups } from './blend-mode-names.ts'

it('lists every blend mode once, in the order in which they are cycled', () => {
  expect(blendModeGroups.flat()).toEqual([...blendModes])
})
