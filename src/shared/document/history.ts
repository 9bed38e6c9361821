/**
 * Undo and redo. The history keeps diffs and never applies them: whoever owns the records applies what undo, redo and
 * bail give back. A gesture (a drag, a slider) gathers many changes into one step, or takes them all back.
 */
import { LaminaError } from '../contract/errors.ts'
import { isEmptyDiff, reverseDiff, squashDiffs } from './diff.ts'
import type { RecordsDiff } from './types.ts'

/** What the history panel shows, and what it takes to do it (again). */
export interface HistoryStep {
  readonly name: string
  readonly diff: RecordsDiff
}

/** Undo goes back this many steps; older ones are forgotten. */
export const HISTORY_LIMIT = 200

export class History {
  readonly #limit: number
  #done: HistoryStep[] = []
  /** The next one to redo is the last. */
  #undone: HistoryStep[] = []
  /** Open gestures, the outermost first. */
  #gestures: HistoryStep[] = []

  constructor(limit = HISTORY_LIMIT) {
    this.#limit = limit
  }

  /** Steps that were done, the oldest first. */
  get done(): readonly HistoryStep[] {
    return this.#done
  }

  /** Steps that were undone, the next one to redo first. */
  get undone(): readonly HistoryStep[] {
    return this.#undone.toReversed()
  }

  get inGesture(): boolean {
    return this.#gestures.length > 0
  }

  /** Notes a change that was applied: a step of its own, or part of the open gesture. An empty change is no step. */
  record(name: string, diff: RecordsDiff): void {
    if (isEmptyDiff(diff)) return
    const gesture = this.#gestures.pop()
    if (gesture) {
      this.#gestures.push({ name: gesture.name, diff: squashDiffs([gesture.diff, diff]) })
      return
    }
    this.#done.push({ name, diff })
    if (this.#done.length > this.#limit) this.#done.shift()
    this.#undone = []
  }

  /** Opens a gesture: changes until endGesture are one step of this name. Gestures nest; the inner ones join the outer. */
  beginGesture(name: string): void {
    this.#gestures.push({ name, diff: squashDiffs([]) })
  }

  endGesture(): void {
    const { name, diff } = this.#closeGesture()
    this.record(name, diff)
  }

  /** Drops the innermost open gesture: apply what is given back, and it is as if it had not been. */
  bailGesture(): RecordsDiff {
    return reverseDiff(this.#closeGesture().diff)
  }

  #closeGesture(): HistoryStep {
    const gesture = this.#gestures.pop()
    if (!gesture) throw new LaminaError('INTERNAL', 'No gesture is open.')
    return gesture
  }

  /** The change that takes the last step back; null when there is none. Throws INTERNAL while a gesture is open. */
  undo(): RecordsDiff | null {
    this.#assertNoGesture()
    const step = this.#done.pop()
    if (!step) return null
    this.#undone.push(step)
    return reverseDiff(step.diff)
  }

  /** The change that does the last undone step again; null when there is none. Throws INTERNAL while a gesture is open. */
  redo(): RecordsDiff | null {
    this.#assertNoGesture()
    const step = this.#undone.pop()
    if (!step) return null
    this.#done.push(step)
    return step.diff
  }

  /** The change to the state after the first `count` steps (of done and undone together), as one. */
  goTo(count: number): RecordsDiff {
    const target = Math.max(0, Math.min(count, this.#done.length + this.#undone.length))
    const diffs: RecordsDiff[] = []
    while (this.#done.length > target) diffs.push(this.undo() as RecordsDiff)
    while (this.#done.length < target) diffs.push(this.redo() as RecordsDiff)
    return squashDiffs(diffs)
  }

  #assertNoGesture(): void {
    if (this.inGesture) throw new LaminaError('INTERNAL', 'Undo and redo wait until the open gesture ends.')
  }
}
