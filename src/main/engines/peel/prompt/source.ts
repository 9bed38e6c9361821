/** A picture that things are picked out of: hints in, matte out. The picture is looked at once, for all that is asked. */
import { throwIfCancelled } from '../../../../shared/contract/errors.ts'
import { boxArea, intersect } from '../../../imaging/boxes.ts'
import type { Plane, Rgba8 } from '../../../imaging/pixels.ts'
import type { DraftText } from '../../engine.ts'
import { type Cutout, weightOf } from '../photo/cutout.ts'
import { coverage } from '../stack.ts'
import type { PeelContext } from '../types.ts'
import { addTo, cutoutOfBox, overlap, paintedStroke, takeFrom } from './arithmetic.ts'
import { thingsInBox } from './box-things.ts'
import { candidatesAt, cutoutOf, regionAt, thingAt } from './candidates.ts'
import { alphaAt } from './photo-thing.ts'
import { connectedAt, sideBetween } from './piece.ts'
import type { Hint, PromptPoint } from './prompt.ts'
import { lookAt, type Scene, textAt } from './scene.ts'

/** What covers more of the picture than this is its ground. */
const GROUND = 0.85
/** Clicks within so many pixels are on the same place: each asks for something else there. */
const SAME_PLACE = 4
/** From here on a pixel is picked. */
const ON = 0.5
/** Points of a stroke that are looked at, at most; and the share of them that a thing must be under to be meant. */
const STROKE_POINTS = 24
const STROKE_SHARE = 0.15
/** Size of the spot that is taken away where nothing else can be, of the picture's shorter side. */
const SPOT = 0.03
/** A thing is under a stroke, or a text in what is picked, by this share of itself. */
const INSIDE = 0.8
/** What is picked is text when so much of it is. */
const MOSTLY = 0.6

export class PickSource {
  readonly #picture: Rgba8
  readonly #context: PeelContext
  readonly #closing = new AbortController()
  #looking: Promise<Scene> | undefined
  #scene: Scene | null = null

  constructor(picture: Rgba8, { sessions }: Pick<PeelContext, 'sessions'>) {
    this.#picture = picture
    this.#context = { sessions, signal: this.#closing.signal }
  }

  /** Looks at the picture, once for all who wait for it. Throws what Sessions.run throws, and CANCELLED once it is closed. */
  async prepare(): Promise<void> {
    await this.#look()
  }

  /** Ends what is under way. */
  close(): void {
    this.#closing.abort()
  }

  /** What a click at a point would take, as far as that is known without a further look; null where nothing is. */
  async hover(x: number, y: number): Promise<Cutout | null> {
    const scene = this.#scene
    if (!scene) return null
    for (const { find, quick } of candidatesAt(scene, x, y, [], this.#context)) {
      if (!quick) return null
      const cutout = await find()
      if (cutout && isThing(cutout, scene)) return cutout
    }
    return null
  }

  /** What is picked, 0..1 a pixel: hints add and take away one after the other. Throws as `prepare`, and CANCELLED. */
  async matte(hints: readonly Hint[], signal?: AbortSignal): Promise<Plane> {
    const scene = await this.#look()
    const { width, height } = this.#picture
    const picked: Plane = { width, height, data: new Float32Array(width * height) }
    for (const [index, hint] of hints.entries()) {
      throwIfCancelled(signal)
      if (hint.kind === 'point' && followsHere(hints, index)) continue
      if (hint.inside) for (const cutout of await this.#meant(scene, hints, index)) addTo(picked, cutout)
      else for (const cutout of this.#unwanted(scene, picked, hints, index)) takeFrom(picked, cutout)
    }
    return picked
  }

  /** The lines of text that are picked, where they are what is picked and not a part of it. */
  textsIn(picked: Plane): DraftText[] {
    const lines = this.#scene?.texts.filter((line) => overlap(picked, line) >= INSIDE) ?? []
    const ink = lines.reduce((sum, line) => sum + coverage(line), 0)
    return ink >= MOSTLY * weightOf(picked) ? lines.flatMap(({ texts }) => texts) : []
  }

  async #look(): Promise<Scene> {
    this.#looking ??= lookAt(this.#picture, this.#context).then((scene) => (this.#scene = scene))
    try {
      return await this.#looking
    } catch (error) {
      this.#looking = undefined
      throw error
    }
  }

  async #meant(scene: Scene, hints: readonly Hint[], index: number): Promise<Cutout[]> {
    const hint = hints[index]
    const beside = pointsBefore(hints, index, false)
    if (hint.kind === 'box') return thingsInBox(scene, hint, beside, this.#context)
    if (hint.kind === 'stroke') return this.#underStroke(scene, hint)
    const cutout = await this.#at(scene, hint, timesBefore(hints, index), beside)
    return cutout ? [cutout] : []
  }

  /**
   * Of what may be meant at a point: the likeliest, and with each further click there the next one. Nothing that a point
   * beside it is on, as long as there is something else.
   */
  async #at(scene: Scene, { x, y }: PromptPoint, times: number, beside: PromptPoint[]): Promise<Cutout | null> {
    const found: Cutout[] = []
    const others: Cutout[] = []
    for (const { find } of candidatesAt(scene, x, y, beside, this.#context)) {
      const cutout = await find()
      if (!cutout || !isThing(cutout, scene) || found.some((other) => isAlike(other, cutout))) continue
      if (isOnAny(cutout, beside)) others.push(cutout)
      else found.push(cutout)
      if (found.length > times) return cutout
    }
    return (found.length > 0 ? found[times % found.length] : others.at(-1)) ?? null
  }

  /** The stroke itself, and what it runs over for a good part. */
  async #underStroke(scene: Scene, stroke: Extract<Hint, { kind: 'stroke' }>): Promise<Cutout[]> {
    const painted = paintedStroke(stroke, this.#picture)
    const found: Cutout[] = []
    for (const point of alongStroke(stroke)) {
      if (found.some((cutout) => alphaAt(cutout, point.x, point.y) >= ON)) continue
      const cutout = await this.#at(scene, { ...point, inside: true }, 0, [])
      if (cutout) found.push(cutout)
    }
    return [painted, ...found.filter((cutout) => isUnder(cutout, stroke))].filter((cutout) => cutout !== null)
  }

  #unwanted(scene: Scene, picked: Plane, hints: readonly Hint[], index: number): Cutout[] {
    const hint = hints[index]
    if (hint.kind === 'box') return [cutoutOfBox(hint, picked)].filter((cutout) => cutout !== null)
    if (hint.kind === 'stroke') {
      const regions = alongStroke(hint).flatMap(({ x, y }) => regionAt(scene, x, y) ?? [])
      const small = regions.filter((region) => isUnder(region, hint) && weightOf(region.matte) < weightOf(picked) / 2)
      return [paintedStroke(hint, picked), ...small].filter((cutout) => cutout !== null)
    }
    const { x, y } = hint
    const kept = pointsBefore(hints, index, true)
    const text = textAt(scene, x, y)
    const near = kept.length > 0 ? nearest(kept, hint) : null
    const parts = [
      () => (text && overlap(picked, text) >= INSIDE ? cutoutOf(text) : null),
      () => (scene.flat === 'artwork' ? thingAt(scene, x, y) : null),
      () => (scene.flat || !near ? null : sideBetween(scene.image, picked, near, hint)),
      () => regionAt(scene, x, y),
    ]
    for (const find of parts) {
      const part = find()
      if (part && !isOnAny(part, kept)) return [part]
    }
    // There is no smaller part without what was pointed at before: all that hangs together there, if that leaves something.
    const piece = connectedAt(picked, x, y)
    if (piece && kept.some((point) => alphaAt(piece, point.x, point.y) < ON)) return [piece]
    const spot = { points: [x, y], size: SPOT * Math.min(picked.width, picked.height) }
    return [paintedStroke(spot, picked)].filter((cutout) => cutout !== null)
  }
}

function pointsBefore(hints: readonly Hint[], index: number, inside: boolean): PromptPoint[] {
  return hints.slice(0, index).filter((hint) => hint.kind === 'point' && hint.inside === inside) as PromptPoint[]
}

function isOnAny(cutout: Cutout, points: readonly PromptPoint[]): boolean {
  return points.some(({ x, y }) => alphaAt(cutout, x, y) >= ON)
}

function nearest(points: readonly PromptPoint[], { x, y }: { x: number; y: number }): PromptPoint {
  const far = (point: PromptPoint) => Math.hypot(point.x - x, point.y - y)
  return points.reduce((best, point) => (far(point) < far(best) ? point : best))
}

function isThing({ matte }: Cutout, { area }: Scene): boolean {
  return weightOf(matte) <= GROUND * area
}

/** Whether two are nearly one: of one box, or nearly. */
function isAlike(one: Cutout, other: Cutout): boolean {
  const common = intersect(one.box, other.box)
  if (!common) return false
  const [a, b] = [weightOf(one.matte), weightOf(other.matte)]
  const boxes = boxArea(common) / Math.max(boxArea(one.box), boxArea(other.box))
  return boxes > 0.95 && Math.min(a, b) > 0.95 * Math.max(a, b)
}

function isSamePlace(one: Hint, other: Hint): boolean {
  if (one.kind !== 'point' || other.kind !== 'point' || !one.inside || !other.inside) return false
  return Math.hypot(one.x - other.x, one.y - other.y) <= SAME_PLACE
}

/** Whether the next hint asks for something else at the same place. */
function followsHere(hints: readonly Hint[], index: number): boolean {
  return index + 1 < hints.length && isSamePlace(hints[index], hints[index + 1])
}

function timesBefore(hints: readonly Hint[], index: number): number {
  let times = 0
  while (times < index && isSamePlace(hints[index - times], hints[index - times - 1])) times++
  return times
}

function alongStroke({ points }: Extract<Hint, { kind: 'stroke' }>): { x: number; y: number }[] {
  const count = points.length / 2
  const taken = Math.min(STROKE_POINTS, count)
  return Array.from({ length: taken }, (_, k) => {
    const at = Math.round((k * (count - 1)) / Math.max(1, taken - 1))
    return { x: points[at * 2], y: points[at * 2 + 1] }
  })
}

function isUnder(cutout: Cutout, stroke: Extract<Hint, { kind: 'stroke' }>): boolean {
  const points = alongStroke(stroke)
  const on = points.filter(({ x, y }) => alphaAt(cutout, x, y) >= ON).length
  return on >= STROKE_SHARE * points.length
}
