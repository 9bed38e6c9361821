/** Flat artwork: the background is the even regions that run along the frame, continued behind what stands before them. */
import { label, labelWhere, type Components } from '../../../imaging/components.ts'
import { dilate, erode } from '../../../imaging/morphology.ts'
import type { Mask, Plane, RgbF } from '../../../imaging/pixels.ts'
import { spreadFrom } from '../modelled/spread.ts'
import type { BackgroundModel } from './model.ts'

/** Share of a picture in even regions from which it is flat artwork; photographs stay under a third. */
const FLAT_SHARE = 0.55
/** Even: this little variance, squared levels over the three channels, on at least this share of the picture. */
const EVEN_VARIANCE = 120
const REGION_SHARE = 2e-4
/** Share of the frame that a region of the background covers. */
const FRAME_CONTACT = 0.05
/** Less will do for a region this large that is surely no subject. */
const LITTLE_CONTACT = 0.01
const LARGE_SHARE = 0.01
/** An enclosed region of a background colour (levels) and of this share of the picture is a gap, not a hole to close. */
const SAME_COLOR = 3
const GAP_SHARE = 2e-3
/** Less background than this is none. */
const LEAST_BACKGROUND = 0.15
/** Parts of fewer pixels are specks; thinner than twice this, lines. */
const SPECK = 48
const THIN = 1.5
/** A ground that keeps to its colour on this share of itself has left it where it differs by more levels than this. */
const EVEN_GROUND = 0.7
const SHADED = 3
/** Share of the picture in repeated regions from which it may be a pattern. */
const REPEATED_SHARE = 0.15
/** Rims of things reach this far over the background, pixels. */
const RIM = 2.5

/** The even regions of a picture; `photo` ones have few. */
export interface Artwork {
  regions: Components
  /** Mean colours, 3 a region. */
  colors: Float64Array
  /** Median difference of neighbouring pixels, levels: the noise. */
  noise: number
}

/** The regions of flat artwork; null for any other picture. */
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
  for (const [k, area] of regions.areas.entries()) {
    if (area >= REGION_SHARE * width * height && variances[k] < EVEN_VARIANCE) even += area
  }
  return even >= FLAT_SHARE * width * height ? { regions, colors, noise } : null
}

/**
 * The background of flat artwork, or null where too little runs along the frame. `subject` (a matte over the picture)
 * says what stands in front though it touches the frame: a person cut by the lower edge.
 */
export function artworkBackground(image: RgbF, artwork: Artwork, subject: Plane): BackgroundModel | null {
  const { width, height } = image
  const { regions } = artwork
  const inFront = sharesInFront(artwork, subject)
  const grounds = groundsAlongFrame(width, height, artwork, inFront)
  const gaps = gapsLike(grounds, width, height, artwork, inFront)
  const front: Mask = { width, height, data: new Uint8Array(width * height) }
  const shown: Mask = { width, height, data: new Uint8Array(width * height) }
  let area = 0
  for (let i = 0; i < front.data.length; i++) {
    const k = regions.labels[i] - 1
    area += shown.data[i] = grounds[k] ? 1 : 0
    if (!grounds[k] && !gaps[k]) front.data[i] = 1
  }
  if (area < LEAST_BACKGROUND * width * height) return null
  dropDetails(front)
  const rim = dilate(front, RIM)
  for (let i = 0; i < shown.data.length; i++) {
    if (rim.data[i]) shown.data[i] = 0
    // Details far from everything are the ground's own.
    else if (!gaps[regions.labels[i] - 1]) shown.data[i] = 1
  }
  const shaded = shadedGround(image, artwork, grounds)
  for (let i = 0; i < shown.data.length; i++) {
    if (!shaded.data[i]) continue
    shown.data[i] = 0
    rim.data[i] = 1
  }
  const picture = continued(image, shown, rim)
  const share = area / (width * height)
  return { kind: 'artwork', picture, sigma: Math.max(0.3, artwork.noise), share, frameShare: frameShare(shown) }
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

/**
 * Regions along the frame or from side to side, but for what the subject's matte holds; a little contact is enough where it
 * is sure of that.
 */
function groundsAlongFrame(width: number, height: number, artwork: Artwork, inFront: Float64Array): boolean[] {
  const { regions } = artwork
  const perimeter = 2 * (width + height)
  const contact = new Float64Array(regions.count)
  for (let i = 0; i < regions.labels.length; i++) {
    const x = i % width
    const y = (i - x) / width
    if (x === 0 || y === 0 || x === width - 1 || y === height - 1) contact[regions.labels[i] - 1]++
  }
  return regions.areas.map((area, k) => {
    const { x, y, width: w, height: h } = regions.boxes[k]
    const through = (x === 0 && x + w === width) || (y === 0 && y + h === height)
    if (contact[k] >= FRAME_CONTACT * perimeter || through) return inFront[k] < 0.5
    return contact[k] >= LITTLE_CONTACT * perimeter && area >= LARGE_SHARE * width * height && inFront[k] < 0.1
  })
}

/** Enclosed regions in a colour of the ground, large enough to be a gap between things and not a hole in one. */
function gapsLike(
  grounds: boolean[],
  width: number,
  height: number,
  artwork: Artwork,
  inFront: Float64Array,
): boolean[] {
  const { regions, colors } = artwork
  const along = [...grounds.keys()].filter((k) => grounds[k])
  const alike = (k: number, g: number) =>
    [0, 1, 2].every((c) => Math.abs(colors[g * 3 + c] - colors[k * 3 + c]) <= SAME_COLOR)
  return regions.areas.map(
    (area, k) =>
      !grounds[k] && area >= GAP_SHARE * width * height && inFront[k] < 0.5 && along.some((g) => alike(k, g)),
  )
}

/** Mean of the subject's matte over each region. */
function sharesInFront({ regions }: Artwork, subject: Plane): Float64Array {
  const shares = new Float64Array(regions.count)
  for (let i = 0; i < regions.labels.length; i++) {
    const k = regions.labels[i] - 1
    shares[k] += subject.data[i] / regions.areas[k]
  }
  return shares
}

/** Specks, and lines thin all along, are details of the ground (the smooth rim of two even regions among them). */
function dropDetails(front: Mask): void {
  const parts = label(front)
  const thick = erode(front, THIN)
  const keep = new Uint8Array(parts.count + 1)
  for (let i = 0; i < thick.data.length; i++) {
    if (thick.data[i] && parts.areas[parts.labels[i] - 1] >= SPECK) keep[parts.labels[i]] = 1
  }
  for (let i = 0; i < front.data.length; i++) front.data[i] = keep[parts.labels[i]]
}

/** Where an even ground leaves its own colour: a shadow or glow runs into its region without an edge. */
function shadedGround(image: RgbF, artwork: Artwork, grounds: boolean[]): Mask {
  const { width, height, data } = image
  const { regions } = artwork
  const tolerance = SHADED + 2 * artwork.noise
  const colors = commonColors(image, regions, grounds)
  const off = new Uint8Array(width * height)
  const even = new Float64Array(regions.count)
  for (let i = 0; i < off.length; i++) {
    const k = regions.labels[i] - 1
    if (!grounds[k]) continue
    for (let c = 0; c < 3; c++) if (Math.abs(data[i * 3 + c] - colors[k * 3 + c]) > tolerance) off[i] = 1
    if (!off[i]) even[k] += 1 / regions.areas[k]
  }
  // A graded ground has no colour of its own to leave.
  for (let i = 0; i < off.length; i++) if (off[i] && even[regions.labels[i] - 1] < EVEN_GROUND) off[i] = 0
  return dilate({ width, height, data: off }, RIM)
}

/** The commonest value of each channel in each ground, 3 a region. */
function commonColors(image: RgbF, regions: Components, grounds: boolean[]): Float64Array {
  const colors = new Float64Array(regions.count * 3)
  const histograms = new Map<number, Uint32Array>()
  for (let i = 0; i < regions.labels.length; i++) {
    const k = regions.labels[i] - 1
    if (!grounds[k]) continue
    let histogram = histograms.get(k)
    if (!histogram) histograms.set(k, (histogram = new Uint32Array(768)))
    for (let c = 0; c < 3; c++) histogram[c * 256 + Math.round(image.data[i * 3 + c])]++
  }
  for (const [k, histogram] of histograms) {
    for (let c = 0; c < 3; c++) {
      const channel = histogram.subarray(c * 256, c * 256 + 256)
      colors[k * 3 + c] = channel.indexOf(channel.reduce((most, n) => Math.max(most, n), 0))
    }
  }
  return colors
}

function frameShare(shown: Mask): number {
  const { width, height, data } = shown
  let free = 0
  for (let x = 0; x < width; x++) free += data[x] + data[(height - 1) * width + x]
  for (let y = 0; y < height; y++) free += data[y * width] + data[y * width + width - 1]
  return free / (2 * (width + height))
}

/**
 * Every hidden pixel takes the colour of the nearest one that is shown: even regions run on with their own borders. What
 * neither is shown nor lies under a thing's rim keeps its own.
 */
function continued(image: RgbF, shown: Mask, rim: Mask): RgbF {
  const { width, height } = image
  const source = spreadFrom(width, height, (i) => shown.data[i] !== 0, width + height)
  const data = image.data.slice()
  for (let i = 0; i < source.length; i++) {
    if (!rim.data[i] || source[i] < 0) continue
    for (let c = 0; c < 3; c++) data[i * 3 + c] = image.data[source[i] * 3 + c]
  }
  return { width, height, data }
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
  }
  return { colors, variances }
}
