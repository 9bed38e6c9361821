import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renameLayer, setOpacity } from './commands/properties.ts'
import { applyDiff, isEmptyDiff } from './diff.ts'
import { History, HISTORY_LIMIT } from './history.ts'
import { assertDocument } from './invariants.ts'
import { recordSchema } from './schema.ts'
import { countingIds, randomCommand, sampleDocument } from './testing.ts'
import type { DocumentRecords, RecordsDiff } from './types.ts'

/** A document with its history, as a store holds them. */
class Editor {
  records = sampleDocument()
  readonly history = new History()

  change(diff: RecordsDiff | null): void {
    if (diff) this.records = applyDiff(this.records, diff)
  }

  do(name: string, diff: RecordsDiff): void {
    this.change(diff)
    this.history.record(name, diff)
  }

  opacity(opacity: number): void {
    this.do('Opacity', setOpacity(this.records, { ids: ['back'], opacity }))
  }
}

const choices = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat(50)), { maxLength: 60 })

describe('history', () => {
  it('undoes and redoes any sequence of commands, and the document holds together all the way', () => {
    fc.assert(
      fc.property(choices, (sequence) => {
        const editor = new Editor()
        const newId = countingIds()
        const states: DocumentRecords[] = [editor.records]
        for (const choice of sequence) {
          const diff = randomCommand(editor.records, choice, newId)
          editor.do('Step', diff)
          assertDocument(editor.records)
          for (const record of Object.values(editor.records)) recordSchema.parse(record)
          if (!isEmptyDiff(diff)) states.push(editor.records)
        }
        for (const state of states.slice(0, -1).reverse()) {
          editor.change(editor.history.undo())
          expect(editor.records).toEqual(state)
        }
        expect(editor.history.undo()).toBeNull()
        for (const state of states.slice(1)) {
          editor.change(editor.history.redo())
          expect(editor.records).toEqual(state)
        }
        expect(editor.history.redo()).toBeNull()
      }),
      { numRuns: 60 },
    )
  })

  it('makes a gesture one step, and nested gestures one step of the outer', () => {
    const editor = new Editor()
    const before = editor.records
    editor.history.beginGesture('Drag')
    for (let step = 9; step > 2; step--) editor.opacity(step / 10)
    editor.history.beginGesture('Inner')
    editor.opacity(0.1)
    editor.history.endGesture()
    editor.history.endGesture()
    expect(editor.history.done.map(({ name }) => name)).toEqual(['Drag'])
    expect(editor.history.done[0].diff.updated.back[1]).toMatchObject({ opacity: 0.1 })
    editor.change(editor.history.undo())
    expect(editor.records).toEqual(before)
  })

  it('bails out of a gesture without a trace', () => {
    const editor = new Editor()
    editor.opacity(0.5)
    const before = editor.records
    editor.history.beginGesture('Drag')
    editor.opacity(0.4)
    editor.do('Rename', renameLayer(editor.records, { id: 'low', name: 'Other' }))
    editor.change(editor.history.bailGesture())
    expect(editor.records).toEqual(before)
    expect(editor.history.done).toHaveLength(1)
    expect(editor.history.inGesture).toBe(false)
  })

  it('keeps what was undone when a gesture changes nothing in the end', () => {
    const editor = new Editor()
    editor.opacity(0.5)
    editor.change(editor.history.undo())
    editor.history.beginGesture('Drag')
    editor.opacity(0.4)
    editor.opacity(1)
    editor.history.endGesture()
    expect(editor.history.undone).toHaveLength(1)
  })

  it('forgets what was undone when something new is done', () => {
    const editor = new Editor()
    editor.opacity(0.5)
    editor.opacity(0.4)
    editor.change(editor.history.undo())
    editor.opacity(0.3)
    expect(editor.history.undone).toEqual([])
    expect(editor.history.redo()).toBeNull()
    expect(editor.history.done).toHaveLength(2)
  })

  it('goes to any step at once', () => {
    const editor = new Editor()
    const states = [editor.records]
    for (const opacity of [0.1, 0.2, 0.3, 0.4]) {
      editor.opacity(opacity)
      states.push(editor.records)
    }
    for (const target of [1, 3, 0, 4, 2]) {
      editor.change(editor.history.goTo(target))
      expect(editor.records).toEqual(states[target])
      expect(editor.history.done).toHaveLength(target)
      expect(editor.history.undone).toHaveLength(4 - target)
    }
    expect(editor.history.undone.map(({ diff }) => diff.updated.back[1])).toMatchObject([
      { opacity: 0.3 },
      { opacity: 0.4 },
    ])
  })

  it(`keeps ${HISTORY_LIMIT} steps`, () => {
    const editor = new Editor()
    for (let step = 0; step < HISTORY_LIMIT + 5; step++) editor.opacity(step / 1000)
    expect(editor.history.done).toHaveLength(HISTORY_LIMIT)
    while (editor.history.done.length > 0) editor.change(editor.history.undo())
    expect(editor.records.back).toMatchObject({ opacity: 0.004 })
  })

  it('refuses undo in an open gesture, and an end without a beginning', () => {
    const history = new History()
    expect(() => history.endGesture()).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
    history.beginGesture('Drag')
    expect(() => history.undo()).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
    expect(() => history.redo()).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
  })
})
