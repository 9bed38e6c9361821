/** Whether a picture is flat artwork: made of regions of even colour. */
import { labelWhere, type Components } from '../../../imaging/components.ts'
import type { RgbF } from '../../../imaging/pixels.ts'
import { tolerance, type BackgroundModel } from './model.ts'

/** Share of a picture in even regions from which it is flat artwork; photographs stay under a third. */
const FLAT_SHARE = 0.55
/** Even: this little variance, squared levels over the three channels, on at least this share of the picture. */
const EVEN_VARIANCE = 120
const REGION_SHARE = 2e-4
/** Regions within so many levels are of one colour. */
const SAME_COLOR = 3
/** Share of the picture from which a region of its background is a ground, and share of the region that agrees with it. */
const BAND_SHARE = 0.05
const AGREES = 0.8
/** Share of what stands on the grounds that is in even regions. */
const EVEN_THINGS = 0.6
/** Two grounds differ by more than so many standard deviations of each. */
const VARIES = 4
/** Share of the picture in repeated regions from which it may be a pattern. */
const REPEATED_SHARE = 0.15

/** The even regions of a picture. */
export interface Artwork {
  regions: Components
  /** Mean colours, 3 a region. */
  colors: Float64Array
  /** Squared levels over the three channels, a region. */
  variances: Float64Array
  /** Median difference of neighbouring pixels, levels: the noise. */
  noise: number
}

/**
 * The regions of a picture that is to be taken apart as flat artwork, its text removed; null where another way suits it:
 * it is a photograph, or its background is one surface or a pattern.
 */
export function flatArtwork(image: RgbF, background: BackgroundModel): Artwork | null {
  const artwork = asArtwork(image)
  if (!artwork || background.kind === 'photo') return artwork
  // Bands of a landscape are taken for a pattern, each as it continues itself along its own direction.
  if (background.kind === 'pattern') return repeatsItself(artwork, image.width, image.height) ? null : artwork
  return isBands(artwork, image, background) ? artwork : null
}

/**
 * Whether a modelled background is no one surface but several (a wall and a floor, bands of sky, sea and sand), and what
 * stands on it is flat as well: things of a photograph, and their shadows, are better told from the model.
 */
function isBands(artwork: Artwork, image: RgbF, { picture, sigma }: BackgroundModel): boolean {
  if (!picture) return false
  const { regions, colors, variances } = artwork
  const agreeing = new Float64Array(regions.count)
  for (let i = 0; i < regions.labels.length; i++) {
    let off = 0
    for (let c = i * 3; c < i * 3 + 3; c++) off = Math.max(off, Math.abs(image.data[c] - picture.data[c]))
    if (off <= tolerance(sigma)) agreeing[regions.labels[i] - 1]++
  }
  const things = regions.areas.map((area, k) => area - agreeing[k])
  const flat = things.filter((_, k) => isEven(artwork, k, image.width * image.height))
  if (sumOf(flat) < EVEN_THINGS * sumOf(things)) return false
  const least = BAND_SHARE * image.width * image.height
  const large = regions.areas.flatMap((area, k) => (area >= least && agreeing[k] >= AGREES * area ? [k] : []))
  // Pieces of one slope differ too, but by little beside what each of them varies.
  const differ = (a: number, b: number): boolean =>
    Math.hypot(...[0, 1, 2].map((c) => colors[a * 3 + c] - colors[b * 3 + c])) >
    SAME_COLOR + VARIES * (Math.sqrt(variances[a]) + Math.sqrt(variances[b]))
  return large.some((a) => large.some((b) => differ(a, b)))
}

/** The even regions of a picture; null where they do not make most of it, as in photographs. */
export function asArtwork(image: RgbF): Artwork | null {
  const { width, height, data } = image
  const noise = medianDifference(image)
  const near = Math.max(2, 3 * noise)
  const regions = labelWhere(
    width,
    height,
    4,
    () => true,
    (a, b) => difference(data, a, b) <= near,
  )
  const { colors, variances } = momentsOf(image, regions)
  let even = 0
  const artwork = { regions, colors, variances, noise }
  for (const [k, area] of regions.areas.entries()) if (isEven(artwork, k, width * height)) even += area
  return even >= FLAT_SHARE * width * height ? artwork : null
}

function isEven({ regions, variances }: Artwork, k: number, pixels: number): boolean {
  return regions.areas[k] >= REGION_SHARE * pixels && variances[k] < EVEN_VARIANCE
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

/**
 * Whether even regions of one colour and like size repeat over much of the picture (stripes, checks, dots). Bands of a
 * landscape do not, though each continues itself along its own direction.
 */
export function repeatsItself({ regions, colors }: Artwork, width: number, height: number): boolean {
  const byColor = new Map<string, number[]>()
  for (const [k, area] of regions.areas.entries()) {
    if (area < REGION_SHARE * width * height) continue
    const key = [0, 1, 2].map((c) => Math.round(colors[k * 3 + c] / SAME_COLOR)).join()
    byColor.set(key, [...(byColor.get(key) ?? []), area])
  }
  let repeated = 0
  for (const areas of byColor.values()) {
    const largest = Math.max(...areas)
    const alike = areas.filter((area) => area >= largest / 4)
    if (alike.length >= 3) repeated += alike.reduce((sum, area) => sum + area, 0)
  }
  return repeated >= REPEATED_SHARE * width * height
}

function difference(data: Float32Array, a: number, b: number): number {
  let most = 0
  for (let c = 0; c < 3; c++) most = Math.max(most, Math.abs(data[a * 3 + c] - data[b * 3 + c]))
  return most
}

function medianDifference({ width, height, data }: RgbF): number {
  const histogram = new Uint32Array(256)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x + 1 < width; x++)
      histogram[Math.min(255, Math.round(difference(data, y * width + x, y * width + x + 1)))]++
  }
  const half = ((width - 1) * height) / 2
  let below = 0
  let median = 0
  while (median < 255 && (below += histogram[median]) < half) median++
  return median
}

function momentsOf(image: RgbF, regions: Components): { colors: Float64Array; variances: Float64Array } {
  const colors = new Float64Array(regions.count * 3)
  const variances = new Float64Array(regions.count)
  for (let i = 0; i < regions.labels.length; i++) {
    const k = regions.labels[i] - 1
    for (let c = 0; c < 3; c++) {
      const value = image.data[i * 3 + c]
      colors[k * 3 + c] += value / regions.areas[k]
      variances[k] += (value * value) / regions.areas[k]
    }
  }
  for (let k = 0; k < regions.count; k++) {
    for (let c = 0; c < 3; c++) variances[k] -= colors[k * 3 + c] ** 2
    // Of one value it may be a little less by rounding.
    variances[k] = Math.max(0, variances[k])
  }
  return { colors, variances }
}
