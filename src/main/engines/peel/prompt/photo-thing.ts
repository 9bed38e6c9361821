/** The thing at a point of a photograph, or in a box, by the matting network: the whole picture first, then closer looks. */
import { boxArea, cropData, intersect, pasteData, wholeBox } from '../../../imaging/boxes.ts'
import type { Box, Plane, RgbF } from '../../../imaging/pixels.ts'
import { contextBox, matte } from '../matting/matte.ts'
import { cutCluster, type Picture } from '../photo/cut.ts'
import type { Cutout } from '../photo/cutout.ts'
import { findFlatRegions, type FlatRegions, voteFlatRegions } from '../photo/flat-regions.ts'
import { boxOf, clusterFragments, findFragments, type Fragment, type Fragments } from '../photo/fragments.ts'
import type { PeelContext } from '../types.ts'

/** Sides of the looks around a point, of the picture's shorter one, the closest first. */
const LOOKS = [0.2, 0.4, 0.7]
/** A fragment of more than this share of a look is cut off by it, or its ground. */
const MOST_FILLED = 0.6
/** A point this near to a fragment, pixels, is on it. */
const NEAR = 3

export class PhotoThings {
  readonly #image: RgbF
  #regions: FlatRegions | undefined
  #whole: Promise<{ plane: Plane; fragments: Fragments }> | undefined
  readonly #cut = new Map<string, Promise<Cutout[]>>()

  constructor(image: RgbF) {
    this.#image = image
  }

  /** What the network sees in the whole picture, looked at once. */
  async whole(context: PeelContext): Promise<Fragments> {
    return (await this.#see(context)).fragments
  }

  /** The fragment of the whole picture's matte at a point, without a further look; null where there is none. */
  glimpse({ labels, list, width }: Fragments, x: number, y: number): Fragment | null {
    const id = labels[Math.floor(y) * width + Math.floor(x)]
    return list.find((fragment) => fragment.id === id) ?? null
  }

  /** The thing at a point, its edge at the picture's own size; null where the network sees none. */
  async at(x: number, y: number, context: PeelContext): Promise<Cutout | null> {
    const { plane, fragments } = await this.#see(context)
    const cluster = clusterAt(fragments, x, y)
    const found = cluster && thingAt(await this.#cutOut(plane, fragments, cluster, context), x, y)
    return found ?? this.#lookCloser(x, y, context)
  }

  /** The things in a box that the network sees there, as a matte over the picture; null where it sees none. */
  async within(box: Box, context: PeelContext): Promise<Cutout[]> {
    const inner = intersect(box, wholeBox(this.#image))
    if (!inner) return []
    const looked = await matte(this.#image, inner, context)
    const clipped = clip(looked, inner)
    const fragments = findFragments(voteFlatRegions(clipped, this.#flat()))
    const picture = this.#picture(clipped, fragments, async () => clipped)
    const things: Cutout[] = []
    for (const cluster of clusterFragments(fragments)) things.push(...(await cutCluster(picture, cluster)))
    return things
  }

  async #lookCloser(x: number, y: number, context: PeelContext): Promise<Cutout | null> {
    const { width, height } = this.#image
    for (const share of LOOKS) {
      const side = share * Math.min(width, height)
      const around = { x: x - side / 2, y: y - side / 2, width: side, height: side }
      const box = intersect(whole(around), wholeBox(this.#image))
      if (!box) return null
      const shown = contextBox(box, width, height)
      const looked = await matte(this.#image, box, context)
      const fragments = findFragments(voteFlatRegions(looked, this.#flat()))
      const cluster = clusterAt(fragments, x, y)
      if (!cluster) continue
      const found = cluster.find((fragment) => isAt(fragments, fragment, x, y))
      if (!found || found.area > MOST_FILLED * boxArea(shown) || isCutOff(found.box, shown, width, height)) continue
      const things = await this.#cutOut(looked, fragments, cluster, context)
      const thing = thingAt(things, x, y)
      if (thing) return thing
    }
    return null
  }

  #see(context: PeelContext) {
    this.#whole ??= matte(this.#image, null, context).then((plane) => ({
      plane,
      fragments: findFragments(voteFlatRegions(plane, this.#flat())),
    }))
    // A look that was cancelled is not the last one.
    this.#whole.catch(() => (this.#whole = undefined))
    return this.#whole
  }

  #cutOut(plane: Plane, fragments: Fragments, cluster: Fragment[], context: PeelContext): Promise<Cutout[]> {
    const key = JSON.stringify(boxOf(cluster))
    const picture = this.#picture(plane, fragments, (box) => matte(this.#image, box, context))
    const cut = this.#cut.get(key) ?? cutCluster(picture, cluster)
    this.#cut.set(key, cut)
    cut.catch(() => this.#cut.delete(key))
    return cut
  }

  #picture(whole: Plane, fragments: Fragments, look: Picture['look']): Picture {
    return { image: this.#image, regions: this.#flat(), whole, fragments, look }
  }

  #flat(): FlatRegions {
    return (this.#regions ??= findFlatRegions(this.#image))
  }
}

function clusterAt(fragments: Fragments, x: number, y: number): Fragment[] | null {
  return clusterFragments(fragments).find((cluster) => cluster.some((each) => isAt(fragments, each, x, y))) ?? null
}

function isAt({ labels, width, height }: Fragments, { id }: Fragment, x: number, y: number): boolean {
  for (let v = Math.max(0, Math.floor(y) - NEAR); v <= Math.min(height - 1, Math.floor(y) + NEAR); v++) {
    for (let u = Math.max(0, Math.floor(x) - NEAR); u <= Math.min(width - 1, Math.floor(x) + NEAR); u++) {
      if (labels[v * width + u] === id) return true
    }
  }
  return false
}

function thingAt(things: readonly Cutout[], x: number, y: number): Cutout | null {
  return things.find((thing) => alphaAt(thing, x, y) >= 0.5) ?? null
}

/** The matte at a point of the picture, 0 outside the box. */
export function alphaAt({ box, matte: { data } }: Pick<Cutout, 'box' | 'matte'>, x: number, y: number): number {
  const dx = Math.floor(x) - box.x
  const dy = Math.floor(y) - box.y
  return dx < 0 || dy < 0 || dx >= box.width || dy >= box.height ? 0 : data[dy * box.width + dx]
}

/** Whether it runs into a border of the look that is not the picture's own. */
function isCutOff(box: Box, shown: Box, width: number, height: number): boolean {
  const right = (each: Box) => each.x + each.width
  const bottom = (each: Box) => each.y + each.height
  return (
    (box.x <= shown.x && shown.x > 0) ||
    (box.y <= shown.y && shown.y > 0) ||
    (right(box) >= right(shown) && right(shown) < width) ||
    (bottom(box) >= bottom(shown) && bottom(shown) < height)
  )
}

function clip(plane: Plane, box: Box): Plane {
  const data = new Float32Array(plane.data.length)
  pasteData(data, plane.width, 1, box, cropData(plane.data, plane.width, 1, box))
  return { ...plane, data }
}

function whole({ x, y, width, height }: Box): Box {
  return { x: Math.floor(x), y: Math.floor(y), width: Math.ceil(width), height: Math.ceil(height) }
}
