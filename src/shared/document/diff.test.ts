import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renameLayer, setOpacity } from './commands/properties.ts'
import { applyDiff, diffBetween, emptyDiff, isEmptyDiff, reverseDiff, squashDiffs } from './diff.ts'
import { countingIds, randomCommand, sampleDocument, type Choice } from './testing.ts'
import type { DocumentRecords, RecordsDiff } from './types.ts'

const choices = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat(50)), { maxLength: 25 })

/** The states that a command sequence goes through, and the diffs between them. */
function run(sequence: Choice[]): { states: DocumentRecords[]; diffs: RecordsDiff[] } {
  const newId = countingIds()
  const states = [sampleDocument()]
  const diffs: RecordsDiff[] = []
  for (const choice of sequence) {
    const records = states[states.length - 1]
    const diff = randomCommand(records, choice, newId)
    diffs.push(diff)
    states.push(applyDiff(records, diff))
  }
  return { states, diffs }
}

describe('diffs', () => {
  it('reverse: applying a change and its reverse gives the same records', () => {
    fc.assert(
      fc.property(choices, (sequence) => {
        const { states, diffs } = run(sequence)
        diffs.forEach((diff, index) => expect(applyDiff(states[index + 1], reverseDiff(diff))).toEqual(states[index]))
      }),
    )
  })

  it('squash: one change does what all did, and joins are associative', () => {
    fc.assert(
      fc.property(choices, fc.nat(), (sequence, cut) => {
        const { states, diffs } = run(sequence)
        const all = squashDiffs(diffs)
        const middle = cut % (diffs.length + 1)
        expect(applyDiff(states[0], all)).toEqual(states[states.length - 1])
        expect(squashDiffs([squashDiffs(diffs.slice(0, middle)), squashDiffs(diffs.slice(middle))])).toEqual(all)
        expect(diffBetween(states[0], states[states.length - 1])).toEqual(all)
      }),
    )
  })

  it('a change squashed with its reverse is empty', () => {
    const records = sampleDocument()
    const diff = renameLayer(records, { id: 'back', name: 'Sky' })
    expect(isEmptyDiff(diff)).toBe(false)
    expect(isEmptyDiff(squashDiffs([diff, reverseDiff(diff)]))).toBe(true)
    expect(isEmptyDiff(emptyDiff())).toBe(true)
  })

  it('leaves what comes in as it was, and keeps records it does not touch', () => {
    const records = sampleDocument()
    const copy = structuredClone(records)
    const after = applyDiff(records, setOpacity(records, { ids: ['back'], opacity: 0.5 }))
    expect(records).toEqual(copy)
    expect(after.front).toBe(records.front)
    expect(after.back).not.toBe(records.back)
  })

  it('does not mind the order of keys or a copy of a record', () => {
    const records = sampleDocument()
    const diff = renameLayer(records, { id: 'back', name: 'Sky' })
    const [from, to] = diff.updated.back
    const turned = Object.fromEntries(Object.entries(structuredClone(from)).reverse()) as typeof from
    expect(applyDiff(records, { ...diff, updated: { back: [turned, to] } }).back).toEqual(to)
  })

  it('refuses a change that does not start from the records', () => {
    const records = sampleDocument()
    const { back, front } = records
    const other = { ...back, name: 'Other' } as typeof back
    const cases: Partial<RecordsDiff>[] = [
      { added: { back } },
      { removed: { gone: { ...front, id: 'gone' } as typeof back } },
      { removed: { back: other } },
      { updated: { back: [other, back] } },
      { updated: { back: [back, front] } },
      { added: { constructor: back } },
      { removed: { constructor: { ...back, id: 'constructor' } as typeof back } },
      { removed: { back }, added: { back: other } },
    ]
    for (const part of cases) {
      expect(() => applyDiff(records, { ...emptyDiff(), ...part })).toThrow(
        expect.objectContaining({ code: 'DIFF_INVALID' }),
      )
    }
    expect(() =>
      squashDiffs([
        { ...emptyDiff(), removed: { back } },
        { ...emptyDiff(), removed: { back } },
      ]),
    ).toThrow(expect.objectContaining({ code: 'DIFF_INVALID' }))
  })
})
