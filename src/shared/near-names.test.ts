import { describe, expect, it } from 'vitest'
import { editDistance, nearNames } from './near-names.ts'

describe('editDistance', () => {
  it.each([
    ['', 'abc', 3],
    ['split', 'split', 0],
    ['slpit', 'split', 1],
    ['spilt', 'split', 1],
    ['kitten', 'sitting', 3],
  ])('%s to %s is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance)
  })
})

describe('nearNames', () => {
  const commands = ['split', 'export', 'inspect', 'models', 'doctor']
  it('finds a slip of the keys, whatever the case', () => {
    expect(nearNames('Splt', commands)).toEqual(['split'])
    expect(nearNames('modles', commands)).toEqual(['models'])
  })
  it('finds a part of a name', () => {
    expect(nearNames('sale', ['Background', 'Text: SUMMER SALE', 'Panel'])).toEqual(['Text: SUMMER SALE'])
  })
  it('gives nothing for something else', () => {
    expect(nearNames('frobnicate', commands)).toEqual([])
    expect(nearNames('  ', commands)).toEqual([])
  })
})
