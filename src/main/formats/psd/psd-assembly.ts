/**
 * Puts a PSD or PSB together. ag-psd writes the structure (records, names, resources, descriptors); the channels are
 * packed here as they arrive, and the merged picture is appended here, because ag-psd would hold all pixels unpacked
 * with eight more bytes a pixel beside them, loses rows of pictures one pixel wide, and drops the ICC profile.
 */
import { type Layer, type LayerMaskData, type LayerRawData, type Psd, writePsdUint8Array } from 'ag-psd'
import type { Box } from '../../imaging/pixels.ts'
import type { Guide } from '../../../shared/document/types.ts'
import { type PackedPlane, PlanePacker, planeSize, rowTable } from './pack-bits.ts'

/** The structure of the document, without pixels. Plain data, so that it crosses threads. */
export interface PsdStructure {
  width: number
  height: number
  /** Pixels an inch. */
  resolution: number
  guides: readonly Guide[]
  /** Layers of ag-psd, bottom to top; those with pixels or a mask have an id, under which their planes are added. */
  layers: Layer[]
  /** A JPEG of at most 160 × 160 pixels. */
  thumbnail: { width: number; height: number; data: Uint8Array } | null
  /** The ICC profile that the colours are in. */
  profile: Uint8Array | null
}

interface PsdGuide {
  location: number
  direction: 'horizontal' | 'vertical'
}

export type PlaneSet =
  | { of: 'layer' | 'mask'; id: number; box: Box }
  /** The merged picture; opaque when no pixel is transparent. */
  | { of: 'composite'; width: number; height: number; opaque: boolean }

/** Larger documents and files are PSB (Adobe Photoshop File Formats Specification, header and file length). */
export const PSD_LARGEST_SIDE = 30_000
const PSD_LARGEST_FILE = 2 ** 31 - 1

// Channel ids and compression of the format; ag-psd has them as const enums, which type stripping cannot use.
const TRANSPARENCY = -1
const USER_MASK = -2
const RAW = 0
const RLE = 1
const RGB_MODE = 3
const ICC_PROFILE_RESOURCE = 1039
/** Not the id of any layer. */
const NO_ID = -1

export class PsdAssembly {
  readonly #layers = new Map<number, { box: Box; packers: PlanePacker[] }>()
  readonly #masks = new Map<number, { box: Box; packers: PlanePacker[] }>()
  #composite: { opaque: boolean; packers: PlanePacker[] } | null = null
  #current: { set: PlaneSet; packers: PlanePacker[] } | null = null

  /** Starts a set of planes; rows that are added go to it until the next one starts. */
  begin(set: PlaneSet): void {
    const { width, height } = set.of === 'composite' ? set : set.box
    const count = set.of === 'mask' ? 1 : set.of === 'composite' && set.opaque ? 3 : 4
    const packers = Array.from({ length: count }, () => new PlanePacker(width, height))
    this.#current = { set, packers }
    if (set.of === 'composite') this.#composite = { opaque: set.opaque, packers }
    else (set.of === 'layer' ? this.#layers : this.#masks).set(set.id, { box: set.box, packers })
  }

  /** Adds whole rows to the set begun last: straight RGBA, or one byte a pixel for a mask. The array may be changed. */
  rows(data: Uint8Array): void {
    if (!this.#current) throw new Error('No planes were begun.')
    const { set, packers } = this.#current
    const step = set.of === 'mask' ? 1 : 4
    if (set.of === 'composite' && !set.opaque) blendWithWhite(data)
    packers.forEach((packer, channel) => packer.add(data, step, channel))
  }

  /** The whole file in pieces, and whether it is a PSB. */
  finish(structure: PsdStructure): { content: Uint8Array[]; large: boolean } {
    const composite = this.#composite
    if (!composite) throw new Error('The merged picture is missing.')
    const merged = composite.packers.map((packer) => packer.finish())
    const layers = takeFinished(this.#layers)
    const masks = takeFinished(this.#masks)
    const large = needsPsb(structure, boxesOf(layers, masks)) || sizeOf(merged, layers, masks) > PSD_LARGEST_FILE * 0.99

    const attach = (layer: Layer): Layer => {
      const children = layer.children?.map(attach)
      const pixels = layers.get(layer.id ?? NO_ID)
      const mask = masks.get(layer.id ?? NO_ID)
      // Packed planes go as they are copied: all of them twice would be as large as the file once more.
      layers.delete(layer.id ?? NO_ID)
      return {
        ...layer,
        ...(children ? { children } : {}),
        ...(pixels ? edges(pixels.box) : {}),
        ...(mask ? { mask: { ...layer.mask, ...edges(mask.box) } } : {}),
        rawData: rawChannels(pixels?.planes, mask?.planes[0], large),
      }
    }
    const head = writeStructure(structure, structure.layers.map(attach), composite.opaque, large)
    return { content: [...head, ...mergedPicture(merged, large)], large }
  }
}

/** Whether a document of this size, with layers in these boxes, only fits a PSB. */
export function needsPsb(document: { width: number; height: number }, boxes: readonly Box[] = []): boolean {
  return [document, ...boxes].some(({ width, height }) => Math.max(width, height) > PSD_LARGEST_SIDE)
}

type Finished = Map<number, { box: Box; planes: PackedPlane[] }>

/** Empties the map of open planes. */
function takeFinished(open: Map<number, { box: Box; packers: PlanePacker[] }>): Finished {
  const finished: Finished = new Map()
  for (const [id, { box, packers }] of open) finished.set(id, { box, planes: packers.map((packer) => packer.finish()) })
  open.clear()
  return finished
}

function boxesOf(...sets: Finished[]): Box[] {
  return sets.flatMap((set) => [...set.values()].map(({ box }) => box))
}

/** Bytes of all planes in a PSD. */
function sizeOf(merged: PackedPlane[], ...sets: Finished[]): number {
  const planes = [...merged, ...sets.flatMap((set) => [...set.values()].flatMap((entry) => entry.planes))]
  return planes.reduce((sum, plane) => sum + planeSize(plane, false), 0)
}

function edges(box: Box): Required<Pick<LayerMaskData, 'top' | 'left' | 'bottom' | 'right'>> {
  return { top: box.y, left: box.x, bottom: box.y + box.height, right: box.x + box.width }
}

/** The channels of a layer in the order of Photoshop's own files: transparency, red, green, blue, mask. */
function rawChannels(rgba: PackedPlane[] | undefined, mask: PackedPlane | undefined, large: boolean): LayerRawData {
  const channel = (id: number, plane: PackedPlane | undefined): LayerRawData['channels'][number] => ({
    id,
    compression: plane ? RLE : RAW,
    data: plane && join([rowTable(plane, large), plane.bytes]),
  })
  const channels = [
    channel(TRANSPARENCY, rgba?.[3]),
    channel(0, rgba?.[0]),
    channel(1, rgba?.[1]),
    channel(2, rgba?.[2]),
  ]
  if (mask) channels.push(channel(USER_MASK, mask))
  return { colorMode: RGB_MODE, bitsPerChannel: 8, large, channels }
}

/** Upright ones are vertical. Distances are unsigned in the file: what lies before the canvas is left out. */
function psdGuides(guides: readonly Guide[]): PsdGuide[] {
  const inside = guides.filter(({ at }) => at >= 0)
  return inside.map(({ axis, at }) => ({ location: at, direction: axis === 'x' ? 'vertical' : 'horizontal' }))
}

/** Everything before the merged picture. */
function writeStructure(structure: PsdStructure, layers: Layer[], opaque: boolean, large: boolean): Uint8Array[] {
  // A stand-in for the merged picture, of a size that ag-psd's buffer is large enough for; the true one replaces it.
  const stand = { width: 16, height: 1, data: new Uint8Array(16 * 4).fill(opaque ? 255 : 0) }
  const unit = { horizontalResolutionUnit: 'PPI', verticalResolutionUnit: 'PPI' } as const
  const psd: Psd = {
    width: stand.width,
    height: stand.height,
    imageData: stand,
    children: layers,
    imageResources: {
      resolutionInfo: {
        ...unit,
        horizontalResolution: structure.resolution,
        verticalResolution: structure.resolution,
        widthUnit: 'Inches',
        heightUnit: 'Inches',
      },
      ...(structure.guides.length > 0 ? { gridAndGuidesInformation: { guides: psdGuides(structure.guides) } } : {}),
      versionInfo: { hasRealMergedData: true, writerName: 'Lamina', readerName: 'Lamina', fileVersion: 1 },
      ...(structure.thumbnail ? { thumbnailRaw: structure.thumbnail } : {}),
    },
  }
  const bytes = writePsdUint8Array(psd, { psb: large, invalidateTextLayers: true })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  view.setUint32(14, structure.height)
  view.setUint32(18, structure.width)

  const resources = 26 + 4 + view.getUint32(26)
  const resourcesLength = view.getUint32(resources)
  const resourcesEnd = resources + 4 + resourcesLength
  const lengthSize = large ? 8 : 4
  const layersLength = large ? Number(view.getBigUint64(resourcesEnd)) : view.getUint32(resourcesEnd)
  const end = resourcesEnd + lengthSize + layersLength
  if (!structure.profile) return [bytes.subarray(0, end)]
  const profile = imageResource(ICC_PROFILE_RESOURCE, structure.profile)
  view.setUint32(resources, resourcesLength + profile.length)
  return [bytes.subarray(0, resourcesEnd), profile, bytes.subarray(resourcesEnd, end)]
}

/** An image resource block with an empty name. */
function imageResource(id: number, data: Uint8Array): Uint8Array {
  const block = new Uint8Array(12 + data.length + (data.length % 2))
  const view = new DataView(block.buffer)
  block.set([0x38, 0x42, 0x49, 0x4d]) // 8BIM
  view.setUint16(4, id)
  view.setUint32(8, data.length)
  block.set(data, 12)
  return block
}

function mergedPicture(planes: PackedPlane[], large: boolean): Uint8Array[] {
  return [
    new Uint8Array([0, RLE]),
    ...planes.map((plane) => rowTable(plane, large)),
    ...planes.map((plane) => plane.bytes),
  ]
}

/**
 * Mixes straight RGBA with white in place, as merged pictures with transparency are stored. Readers undo it by
 * c = (stored - (255 - alpha)) · 255 / alpha; the value is never below 255 - alpha, where some of them would underflow.
 */
function blendWithWhite(data: Uint8Array): void {
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3]
    if (alpha === 255) continue
    for (let c = i; c < i + 3; c++) data[c] = Math.round((data[c] * alpha) / 255) + 255 - alpha
  }
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}
