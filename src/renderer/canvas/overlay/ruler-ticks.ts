/** Where the marks of a ruler are. */

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000]
/** Least distance between two numbers, and between two marks. CSS pixels. */
const LEAST_STEP = 56
const LEAST_MARK = 5

export interface Tick {
  /** CSS pixels from the start of the ruler. */
  at: number
  /** The number that stands there; null: a mark without one. */
  label: string | null
}

/** Of a ruler over `length` CSS pixels, where document pixel 0 is at `origin` and a document pixel has `zoom` CSS pixels. */
export function rulerTicks(origin: number, zoom: number, length: number): Tick[] {
  const step = steps.find((each) => each * zoom >= LEAST_STEP) ?? steps[steps.length - 1]
  // Marks are on whole pixels.
  const parts = [10, 5, 2, 1].find((each) => step % each === 0 && (step / each) * zoom >= LEAST_MARK) ?? 1
  const mark = step / parts
  const ticks: Tick[] = []
  for (let index = Math.ceil(-origin / zoom / mark); origin + index * mark * zoom < length; index++) {
    const label = index % parts === 0 ? String(index * mark) : null
    ticks.push({ at: Math.round(origin + index * mark * zoom), label })
  }
  return ticks
}
