/** PSD and PSB as an output format, and their layer tree for a look inside. */
import { throwIfCancelled } from '../../../shared/contract/errors.ts'
import { getDocument } from '../../../shared/document/tree.ts'
import { boxArea } from '../../imaging/boxes.ts'
import { encodeJpeg } from '../../imaging/codecs/jpeg.ts'
import { thumbnail } from '../../imaging/codecs/encode.ts'
import { srgbProfile } from '../../imaging/codecs/srgb-profile.ts'
import type { Box, Rgba8 } from '../../imaging/pixels.ts'
import type { ExportSource, FileSink, FormatContext, FormatWarning, OutputFormat } from '../format.ts'
import { needsPsb, type PsdStructure } from './psd-assembly.ts'
import { planPsd } from './psd-structure.ts'
import { PsdThread } from './psd-thread.ts'
import type { PsdTree } from './psd-tree.ts'

/** The longer side of Photoshop's own thumbnails. */
const THUMBNAIL_SIDE = 160

export const psdFormat: OutputFormat = {
  id: 'psd',
  title: 'Photoshop document',
  output: 'file',
  extensions: ['psd', 'psb'],
  extensionFor: (document) => (needsPsb(document) ? 'psb' : 'psd'),
  write: writePsd,
}

/** The layer tree of a PSD or PSB. Throws FORMAT_UNSUPPORTED, FORMAT_DAMAGED, CANCELLED. */
export async function inspectPsd(bytes: Uint8Array, signal?: AbortSignal): Promise<PsdTree> {
  const thread = new PsdThread(signal)
  try {
    return await thread.tree(bytes)
  } finally {
    await thread.close()
  }
}

async function writePsd(source: ExportSource, sink: FileSink, context: FormatContext = {}): Promise<FormatWarning[]> {
  const { signal, onProgress } = context
  throwIfCancelled(signal)
  const document = getDocument(source.records)
  const plan = planPsd(source.records)
  const thread = new PsdThread(signal)
  try {
    const { composite } = source
    const steps = plan.slots.length + 1
    for (const [index, { id, layer, mask }] of plan.slots.entries()) {
      const report = (share: number): void => onProgress?.((0.95 * (index + share)) / steps)
      const placed = layer && (await source.layerPixels(layer))
      if (placed && boxArea(placed.box) > 0)
        await thread.send({ of: 'layer', id, box: placed.box }, placed.data, report)
      if (mask) await thread.send({ of: 'mask', id, box: boxOf(mask) }, await source.maskPixels(mask))
      report(1)
    }
    const { width, height, data } = composite
    await thread.send({ of: 'composite', width, height, opaque: isOpaque(composite) }, data, (share) =>
      onProgress?.((0.95 * (plan.slots.length + share)) / steps),
    )
    const structure: PsdStructure = {
      width: document.width,
      height: document.height,
      resolution: document.resolution,
      guides: document.guides,
      layers: plan.layers,
      thumbnail: await jpegThumbnail(composite),
      profile: await srgbProfile(),
    }
    const { content, large } = await thread.finish(structure)
    await sink(large ? 'picture.psb' : 'picture.psd', content)
    onProgress?.(1)
    return large && !needsPsb(document) ? [...plan.warnings, psbWarning] : plan.warnings
  } finally {
    await thread.close()
  }
}

const psbWarning: FormatWarning = {
  code: 'NEEDS_PSB',
  layer: null,
  message: 'The layers do not fit a PSD (2 GB, 30,000 pixels a side), so the file is a PSB: name it .psb.',
}

function boxOf({ x, y, width, height }: Box): Box {
  return { x, y, width, height }
}

function isOpaque({ data }: Rgba8): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return false
  return true
}

async function jpegThumbnail(composite: Rgba8): Promise<{ width: number; height: number; data: Uint8Array }> {
  const small = await thumbnail(composite, THUMBNAIL_SIDE)
  return { width: small.width, height: small.height, data: await encodeJpeg(small) }
}
