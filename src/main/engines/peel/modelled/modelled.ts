/** Takes apart a picture whose background is known: what differs from it is a thing, a shadow or something soft. */
import { boundsOf, cropData } from '../../../imaging/boxes.ts'
import type { Box, Mask, RgbF } from '../../../imaging/pixels.ts'
import { tolerance, type BackgroundModel } from '../background/model.ts'
import type { Found, Peeled, PeelContext } from '../types.ts'
import { clusterParts, type Clusters } from './cluster.ts'
import { cutThings } from './cut.ts'
import { findSoft, type SoftCover } from './soft.ts'
import { spreadFrom } from './spread.ts'

export interface ModelledContext extends PeelContext {
  /** Where text was taken away. */
  textBoxes: Box[]
}

/**
 * The things on a known background, bottom to top, each with its shadow, unblended from what is behind it; and the
 * background without them. The image has had its text removed. Throws RangeError where the background has no picture.
 */
export async function peelModelled(
  image: RgbF,
  background: BackgroundModel,
  context: ModelledContext,
): Promise<Peeled> {
  const behind = background.picture
  if (!behind) throw new RangeError('peelModelled needs a background with a picture')
  context.signal?.throwIfAborted()
  const { width, height } = image
  const limit = Math.max(3, tolerance(background.sigma))
  const difference = differenceOf(image, behind)
  const shadow = findSoft(image, behind, difference, limit, 'dark')
  const light = findSoft(image, behind, difference, limit, 'light')
  const solid: Mask = { width, height, data: new Uint8Array(width * height) }
  for (let i = 0; i < solid.data.length; i++) {
    if (difference[i] > limit && !shadow?.alpha[i] && !light?.alpha[i]) solid.data[i] = 1
  }
  const clusters = clusterParts(solid)
  context.onProgress?.(0.4, 'cutting')
  const shaded = shadedBehind(behind, shadow, clusters.labels)
  const cut = cutThings(image, shaded, clusters.labels)
  const layers = assemble(width, height, clusters, cut, shadow, light)
  context.onProgress?.(1)
  return { layers, behind }
}

/** Largest channel's difference, levels. */
export function differenceOf(image: RgbF, behind: RgbF): Float32Array {
  const out = new Float32Array(image.width * image.height)
  for (let i = 0; i < out.length; i++) {
    for (let c = 0; c < 3; c++) out[i] = Math.max(out[i], Math.abs(image.data[i * 3 + c] - behind.data[i * 3 + c]))
  }
  return out
}

/** The background with the shadows on it, continued a little way under the things that cast them. */
function shadedBehind(behind: RgbF, shadow: SoftCover | null, labels: Int32Array): RgbF {
  if (!shadow) return behind
  const { width, height } = behind
  const near = spreadFrom(width, height, (i) => labels[i] === 0, 4)
  const data = behind.data.slice()
  for (let i = 0; i < near.length; i++) {
    const alpha = near[i] < 0 ? 0 : shadow.alpha[near[i]]
    if (alpha === 0) continue
    if (labels[i] > 0) shadow.alpha[i] = alpha
    for (let c = 0; c < 3; c++) data[i * 3 + c] += alpha * (shadow.color[c] - data[i * 3 + c])
  }
  return { width, height, data }
}

function assemble(
  width: number,
  height: number,
  clusters: Clusters,
  cut: ReturnType<typeof cutThings>,
  shadow: SoftCover | null,
  light: SoftCover | null,
): Found[] {
  const owner = shadow
    ? spreadFrom(
        width,
        height,
        (i) => clusters.labels[i] > 0,
        width + height,
        (i) => shadow.alpha[i] > 0,
      )
    : null
  const layers: Found[] = []
  for (let k = 1; k <= clusters.boxes.length; k++) {
    const alpha = new Float32Array(width * height)
    for (let i = 0; i < alpha.length; i++) {
      if (clusters.labels[i] === k) alpha[i] = cut.alpha[i]
    }
    const color = cut.color.slice()
    if (shadow && owner) layOver(alpha, color, shadow, (i) => owner[i] >= 0 && clusters.labels[owner[i]] === k)
    const found = toFound(width, height, alpha, color, { kind: 'object', name: `Object ${k}`, confidence: 0.9 })
    if (found) layers.push(found)
  }
  if (light) {
    const color = new Float32Array(width * height * 3)
    for (let i = 0; i < color.length; i++) color[i] = light.color[i % 3]
    const found = toFound(width, height, light.alpha, color, { kind: 'overlay', name: 'Soft overlay', confidence: 0.7 })
    if (found) layers.push(found)
  }
  return layers
}

/** Puts the shadow's pixels that are the thing's under its matte. */
function layOver(alpha: Float32Array, color: Float32Array, shadow: SoftCover, owned: (index: number) => boolean): void {
  for (let i = 0; i < alpha.length; i++) {
    if (shadow.alpha[i] === 0 || alpha[i] >= 1 || !owned(i)) continue
    const under = (1 - alpha[i]) * shadow.alpha[i]
    const total = alpha[i] + under
    for (let c = 0; c < 3; c++) color[i * 3 + c] = (color[i * 3 + c] * alpha[i] + shadow.color[c] * under) / total
    alpha[i] = total
  }
}

export function toFound(
  width: number,
  height: number,
  alpha: Float32Array,
  color: Float32Array,
  rest: Pick<Found, 'kind' | 'name' | 'confidence'>,
): Found | null {
  const box = boundsOf({ width, height, data: alpha }, 0)
  if (!box) return null
  return { ...rest, box, alpha: cropData(alpha, width, 1, box), color: cropData(color, width, 3, box), texts: [] }
}
