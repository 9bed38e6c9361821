/** Units as one picture each, for as long as they are only moved. */
import { flatten, type CompositeNode, type PlacedPixels, type Region } from '../../../shared/compositing/composite.ts'
import { intersection } from '../../../shared/compositing/transform.ts'
import { unionOf } from './regions.ts'
import type { Unit } from './units.ts'

export interface Sprite {
  pixels: PlacedPixels
  opacity: number
}

interface Made {
  /** What it was made of, places counted from the first pixels. */
  look: readonly unknown[]
  pixels: PlacedPixels
  /** Where the first pixels were. */
  x: number
  y: number
}

/** Beyond so many pictures of the view a unit is drawn layer by layer. */
const MOST_VIEWS = 9

export class Sprites {
  #made: Made | null = null

  /** The unit's picture; null where it depends on what lies below, or is too large. `view`: what can be seen. */
  of(unit: Unit, view: Region): Sprite | null {
    if (unit.simple) return unit.simple
    const [base, ...clipped] = unit.nodes
    if (!unit.normal || !base.visible) return null
    const nodes = [{ ...base, opacity: 1 }, ...clipped]
    const boxes = boxesOf(nodes)
    if (boxes.length === 0) return { pixels: { x: 0, y: 0, width: 0, height: 0, data: new Uint8Array(0) }, opacity: 0 }
    const [{ x, y }] = boxes
    const look = nodes.flatMap((node) => lookOf(node, x, y))
    if (!this.#made || !sameLook(this.#made.look, look)) {
      const box = intersection(boxes.reduce(unionOf), reachOf(view))
      if (box.width * box.height > MOST_VIEWS * view.width * view.height) return null
      this.#made = { look, x, y, pixels: { ...box, data: flatten(nodes, box) } }
    }
    const { pixels, ...was } = this.#made
    return { pixels: { ...pixels, x: pixels.x + x - was.x, y: pixels.y + y - was.y }, opacity: base.opacity }
  }
}

/** As far around the view as a unit may be moved into it. */
function reachOf({ x, y, width, height }: Region): Region {
  return { x: x - width, y: y - height, width: 3 * width, height: 3 * height }
}

function boxesOf(nodes: readonly CompositeNode[]): Region[] {
  return nodes.flatMap((node) => {
    if (!node.visible) return []
    if (!('pixels' in node)) return boxesOf(node.children)
    return node.pixels.width > 0 && node.pixels.height > 0 ? [node.pixels] : []
  })
}

function lookOf(node: CompositeNode, x: number, y: number): unknown[] {
  const { visible, opacity, blendMode, clipping, mask } = node
  const own: unknown[] = [visible, opacity, blendMode, clipping]
  if (mask) own.push(mask.data, mask.x - x, mask.y - y)
  if (!('pixels' in node)) return [...own, 'in', ...node.children.flatMap((child) => lookOf(child, x, y)), 'out']
  return [...own, node.pixels.data, node.pixels.x - x, node.pixels.y - y]
}

function sameLook(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index])
}
