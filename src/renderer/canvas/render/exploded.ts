/** The layers as tilted planes, one above the other. */
import { flatten } from '../../../shared/compositing/composite.ts'
import { invert, mapPoint, type Matrix } from '../../../shared/compositing/transform.ts'
import type { DocumentRecords } from '../../../shared/document/types.ts'
import { childrenByParent } from '../../../shared/document/tree.ts'
import { Proxies, scaledCanvas, type PixelSource } from './proxies.ts'
import { unitsOf } from './units.ts'

/** Longer side of a plane's picture. */
const PLANE_SIDE = 720
/** CSS pixels below the stack, where the slider is. */
const FOOT = 72
/** How far planes are apart at the widest, as a share of their height, and how far to the side for each way up. */
const LIFT = 0.55
const ASIDE = 0.45
/** More gaps than this share their distance: planes of high stacks would become too small to see. */
const WIDE_GAPS = 4

export interface Plane {
  id: string
  picture: OffscreenCanvas
  data: Uint8Array<ArrayBuffer>
  width: number
  height: number
}

export interface ExplodedView {
  width: number
  height: number
  pixelRatio: number
  spread: number
  hovered: string | null
}

/** A plane for each visible layer or group at the top level with what is clipped to it, from the bottom of the stack. */
export function makePlanes(records: DocumentRecords, source: PixelSource): Plane[] {
  const { document } = records
  if (document?.type !== 'document') return []
  const scale = Math.min(1, PLANE_SIDE / Math.max(document.width, document.height))
  const proxies = new Proxies(source)
  proxies.setScale(scale, document)
  const region = scaledCanvas(document, scale)
  const units = unitsOf(childrenByParent(records), {
    pixels: (layer) => proxies.layer(layer, false),
    mask: ({ id, mask }) => (mask?.enabled ? proxies.mask(id, mask, false) : null),
  })
  return units
    .filter(({ nodes }) => nodes[0].visible)
    .map(({ ids, nodes }) => {
      const data = flatten(nodes, region)
      const picture = new OffscreenCanvas(region.width, region.height)
      picture.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(data.buffer), region.width), 0, 0)
      return { id: [...ids][0], picture, data, width: region.width, height: region.height }
    })
}

/** Where a plane lies: a sheet seen from above and the side. */
function placeOf(index: number, count: number, plane: Plane, view: ExplodedView): Matrix {
  const tilt = { a: 0.82, b: -0.16, c: 0.34, d: 0.42 }
  const across = tilt.a * plane.width + tilt.c * plane.height
  const down = -tilt.b * plane.width + tilt.d * plane.height
  const gaps = count - 1
  const lift = (view.spread * LIFT * plane.height) / Math.max(1, gaps / WIDE_GAPS)
  const wide = across + ASIDE * lift * gaps
  const high = down + lift * gaps
  const room = view.height - FOOT * view.pixelRatio
  const size = 0.9 * Math.min(view.width / wide, room / high)
  const x = (view.width - wide * size) / 2 + ASIDE * lift * index * size
  const y = (room - high * size) / 2 - tilt.b * plane.width * size + lift * (gaps - index) * size
  return [tilt.a * size, tilt.b * size, tilt.c * size, tilt.d * size, x, y]
}

export function drawExploded(
  context: OffscreenCanvasRenderingContext2D,
  planes: readonly Plane[],
  view: ExplodedView,
): void {
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, view.width, view.height)
  context.imageSmoothingQuality = 'high'
  planes.forEach((plane, index) => {
    context.setTransform(...placeOf(index, planes.length, plane, view))
    const isHovered = plane.id === view.hovered
    context.fillStyle = isHovered ? 'rgba(127, 178, 255, 0.22)' : 'rgba(127, 127, 140, 0.10)'
    context.fillRect(0, 0, plane.width, plane.height)
    context.drawImage(plane.picture, 0, 0)
    context.lineWidth = (isHovered ? 3 : 1) * view.pixelRatio
    context.strokeStyle = isHovered ? '#7fb2ff' : 'rgba(150, 150, 165, 0.7)'
    context.strokeRect(0, 0, plane.width, plane.height)
  })
  context.setTransform(1, 0, 0, 1, 0, 0)
}

/** The plane under a point of the viewport: the topmost with something to see there, else the topmost at all. */
export function pickExploded(planes: readonly Plane[], view: ExplodedView, x: number, y: number): string | null {
  let sheet: string | null = null
  for (let index = planes.length - 1; index >= 0; index--) {
    const plane = planes[index]
    const back = invert(placeOf(index, planes.length, plane, view))
    if (!back) continue
    const [px, py] = mapPoint(back, x, y).map(Math.floor)
    if (px < 0 || py < 0 || px >= plane.width || py >= plane.height) continue
    if (plane.data[(py * plane.width + px) * 4 + 3] > 7) return plane.id
    sheet ??= plane.id
  }
  return sheet
}
