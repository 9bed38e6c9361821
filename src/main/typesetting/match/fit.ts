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
} from './setting.ts'

/** Rounds on the coarsest frame and on each finer one: those only have a little way to go. */
const ROUNDS = [50, 40, 30]

/** Thousandths of an em that may be an error of the fit. */
const LITTLE_TRACKING = 12
/** Likeness that a plain line may lose. */
const PLAIN_IS_WORTH = 0.005

export interface Fitted {
  /** In pixels of the source. */
  setting: LineSetting
  /** Soft intersection over union on the finest frame, 0..1. */
  likeness: number
}

/**
 * `start` is in pixels of the source; `frames` go from coarse to fine. What is fitted is the size, the baseline and the
 * two ends of the ink: tracking follows from the ends, so that none of the four undoes another.
 */
export function fitLine(frames: readonly Frame[], face: Face, string: string, start: LineSetting): Fitted {
  const measure = measureLine(face, string)
  if (!measure) return { setting: start, likeness: 0 }
  let setting = start
  let likeness = 0
  for (const [index, frame] of frames.entries()) {
    const from = inFrame(frame, setting)
    const left = from.x + measure.left * from.size
    const right = left + inkWidth(measure, from)
    const settingAt = ([size, y, begins, ends]: readonly number[]): LineSetting => ({
      size,
      y,
      x: begins - measure.left * size,
      tracking: trackingFor(measure, size, ends - begins),
    })
    const cost = (at: readonly number[]) => {
      const line = settingAt(at)
      const sensible = line.size > 1 && line.tracking >= LEAST_TRACKING && line.tracking <= MOST_TRACKING
      return sensible ? 1 - softIou(frame, face, string, line) : 1
    }
    const step = Math.max(0.3, (index === 0 ? 0.04 : 0.015) * frame.height)
    const start = [from.size, from.y, left, right]
    const rounds = ROUNDS[Math.min(index, ROUNDS.length - 1)]
    const { at, value } = minimise(cost, start, [step, step, step, step], { rounds })
    setting = inSource(frame, settingAt(at))
    likeness = 1 - value
  }
  return { setting, likeness }
}

/**
 * The same line without tracking, where a little was found: most lines have none, and without it letters may be joined
 * (fi, ff). Gives the better one of both.
 */
export function withoutTracking(frame: Frame, face: Face, string: string, fitted: Fitted): Fitted {
  const from = inFrame(frame, fitted.setting)
  if (Math.abs(from.tracking) > LITTLE_TRACKING) return fitted
  const settingAt = ([size, x, y]: readonly number[]): LineSetting => ({ size, x, y, tracking: 0 })
  const cost = (at: readonly number[]) => (at[0] > 1 ? 1 - softIou(frame, face, string, settingAt(at)) : 1)
  const step = Math.max(0.3, 0.02 * frame.height)
  const { at, value } = minimise(cost, [from.size, from.x, from.y], [step, step, step], { rounds: 40 })
  const plain = { setting: inSource(frame, settingAt(at)), likeness: 1 - value }
  return plain.likeness > fitted.likeness - PLAIN_IS_WORTH ? plain : fitted
}

export function inFrame({ scale, source, margin }: Frame, { size, tracking, x, y }: LineSetting): LineSetting {
  return { size: size * scale, tracking, x: (x - source.x) * scale + margin, y: (y - source.y) * scale + margin }
}

export function inSource({ scale, source, margin }: Frame, { size, tracking, x, y }: LineSetting): LineSetting {
  return { size: size / scale, tracking, x: (x - margin) / scale + source.x, y: (y - margin) / scale + source.y }
}
