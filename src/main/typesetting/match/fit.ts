/** Fits a set line to ink: size, tracking and place, on ever finer frames. */
import type { Face } from '../face.ts'
import type { Frame } from './ink.ts'
import { minimise } from './nelder-mead.ts'
import {
  inkWidth,
  LEAST_TRACKING,
  measureLine,
  MOST_TRACKING,
  softIou,
  trackingFor,
  type LineSetting,
  type Measure,
} from './setting.ts'

/** Rounds on the coarsest frame and on each finer one: those only have a little way to go. */
const ROUNDS = [50, 40, 30]

/** Thousandths of an em that may be an error of the fit. */
const LITTLE_TRACKING = 15
/** Likeness that a line without tracking may be worse by, and is taken all the same: most lines have none. */
const PLAIN_IS_WORTH = 0.005

export interface Fitted {
  /** In pixels of the source. */
  setting: LineSetting
  /** Soft intersection over union on the finest frame, 0..1. */
  likeness: number
}

/** `start` is in pixels of the source; `frames` go from coarse to fine. */
export function fitLine(frames: readonly Frame[], face: Face, string: string, start: LineSetting): Fitted {
  const measure = measureLine(face, string)
  if (!measure) return { setting: start, likeness: 0 }
  const tracked = descend(frames, face, string, start, trackedLine(measure))
  const isPlain = [start, tracked.setting].some(({ tracking }) => Math.abs(tracking) <= LITTLE_TRACKING)
  if (!isPlain) return tracked
  // Without tracking letters may be joined (fi, ff), and the line is another one: it is fitted from the beginning.
  const plain = descend(frames, face, string, { ...start, tracking: 0 }, plainLine)
  return plain.likeness > tracked.likeness - PLAIN_IS_WORTH ? plain : tracked
}

/** How a setting, in pixels of a frame, is told by numbers that do not undo each other. */
interface Parameters {
  from(setting: LineSetting): number[]
  to(values: readonly number[]): LineSetting
}

/** The size, the baseline and the two ends of the ink: tracking follows from those. */
function trackedLine(measure: Measure): Parameters {
  return {
    from(setting) {
      const left = setting.x + measure.left * setting.size
      return [setting.size, setting.y, left, left + inkWidth(measure, setting)]
    },
    to: ([size, y, left, right]) => ({
      size,
      y,
      x: left - measure.left * size,
      tracking: trackingFor(measure, size, right - left),
    }),
  }
}

const plainLine: Parameters = {
  from: ({ size, y, x }) => [size, y, x],
  to: ([size, y, x]) => ({ size, y, x, tracking: 0 }),
}

function descend(
  frames: readonly Frame[],
  face: Face,
  string: string,
  start: LineSetting,
  { from, to }: Parameters,
): Fitted {
  let setting = start
  let likeness = 0
  for (const [index, frame] of frames.entries()) {
    const cost = (values: readonly number[]) => {
      const line = to(values)
      const sensible = line.size > 1 && line.tracking >= LEAST_TRACKING && line.tracking <= MOST_TRACKING
      return sensible ? 1 - softIou(frame, face, string, line) : 1
    }
    const begin = from(inFrame(frame, setting))
    const step = Math.max(0.3, (index === 0 ? 0.04 : 0.015) * frame.height)
    const steps = begin.map(() => step)
    const { at, value } = minimise(cost, begin, steps, { rounds: ROUNDS[Math.min(index, ROUNDS.length - 1)] })
    setting = inSource(frame, to(at))
    likeness = 1 - value
  }
  return { setting, likeness }
}

export function inFrame({ scale, source, margin }: Frame, { size, tracking, x, y }: LineSetting): LineSetting {
  return { size: size * scale, tracking, x: (x - source.x) * scale + margin, y: (y - source.y) * scale + margin }
}

export function inSource({ scale, source, margin }: Frame, { size, tracking, x, y }: LineSetting): LineSetting {
  return { size: size / scale, tracking, x: (x - margin) / scale + source.x, y: (y - margin) / scale + source.y }
}
