/**
 * A gesture: a few layers that change from frame to frame, over pictures of everything else that stay.
 *
 * The picture without the changing layers is taken from the screen, where it is exact, and drawn anew only below them. What
 * they do not touch is therefore shown as it is: where hard edges of other layers meet, nothing shines through.
 */
import type { Region } from '../../../shared/compositing/composite.ts'
import { intersection } from '../../../shared/compositing/transform.ts'
import { BlockGrid } from './block-grid.ts'
import { copySurface, drawBetween, drawSurface, newSurface, putTouched, type Surface } from './fast-blend.ts'
import { Sprites } from './sprites.ts'
import { StaticPicture, type FillExactly } from './static-picture.ts'
import { drawUnit, type Unit } from './units.ts'

export interface LiveStart {
  /** The picture as it was shown last. */
  surface: Surface
  scale: number
  /** The units that change, from the lowest to the highest: as indices. */
  range: readonly [from: number, to: number]
  /** What of the surface is out of date, or shows the units. */
  stale: readonly Region[]
  /** Blocks of the surface that were not exact. */
  pending: Iterable<number>
}

export class LivePicture {
  readonly range: readonly [from: number, to: number]
  /** Everything but what changes; what lies below that, and above. */
  readonly #without: StaticPicture
  readonly #below: StaticPicture
  readonly #above: StaticPicture
  readonly #sprites = new Sprites()
  readonly #scratch: Surface

  constructor({ surface, scale, range, stale, pending }: LiveStart) {
    const [from, to] = range
    this.range = range
    const grid = () => new BlockGrid(surface, scale)
    const without = grid()
    for (const key of pending) without.pending.add(key)
    const copy = newSurface(surface)
    copy.words.set(surface.words)
    this.#without = new StaticPicture(copy, without, (index) => index < from || index > to)
    this.#without.isDrawn({ but: stale })
    this.#below = new StaticPicture(newSurface(surface), grid(), (index) => index < from)
    this.#above = new StaticPicture(newSurface(surface), grid(), (index) => index > to)
    this.#scratch = newSurface(surface)
  }

  /** `painting`: what changes is not moved as it is. */
  draw(surface: Surface, units: readonly Unit[], dirty: Region, painting: boolean): void {
    const [from, to] = this.range
    const live = units.slice(from, to + 1)
    const over = units.slice(to + 1).filter(({ nodes }) => nodes[0].visible)
    const plain = over.every(({ normal }) => normal)
    this.#without.ensure(units, dirty)
    copySurface(surface, this.#without.surface, dirty)
    const sprite = live.length === 1 && plain && !painting ? this.#sprites.of(live[0], surface) : null
    if (sprite) {
      const region = intersection(dirty, sprite.pixels)
      if (over.length > 0) this.#above.ensure(units, region)
      const above = over.length > 0 ? this.#above.surface : null
      if (sprite.opacity > 0) drawBetween(surface, above, sprite.pixels, sprite.opacity, region)
      return
    }
    if (over.length === 0) {
      for (const unit of live) drawUnit(surface, unit, dirty)
      return
    }
    this.#below.ensure(units, dirty)
    copySurface(this.#scratch, this.#below.surface, dirty)
    for (const unit of live) drawUnit(this.#scratch, unit, dirty)
    const drawn = newSurface(intersection(dirty, surface))
    copySurface(drawn, this.#scratch, dirty)
    if (plain) {
      this.#above.ensure(units, dirty)
      drawSurface(this.#scratch, this.#above.surface, dirty)
    } else for (const unit of over) drawUnit(this.#scratch, unit, dirty)
    putTouched(surface, this.#scratch, drawn, this.#below.surface, dirty)
  }

  /** Makes a block of what stays exact, near what changes first. Gives the part of the screen to draw anew; null: all is. */
  refine(fill: FillExactly, box: Region): Region | null {
    const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    return (
      this.#without.refine(fill, point, null) ??
      this.#above.refine(fill, point, box) ??
      this.#below.refine(fill, point, box)
    )
  }
}
