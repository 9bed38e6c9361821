/** The whole picture as one PNG. */
import { untilCancelled } from '../../imaging/codecs/cancel.ts'
import { encodePng } from '../../imaging/codecs/encode.ts'
import type { ExportSource, FileSink, FormatContext, FormatWarning, OutputFormat } from '../format.ts'
import { PNG_COMPRESSION } from './compression.ts'

export const flatPngFormat: OutputFormat = {
  id: 'png',
  title: 'PNG picture',
  output: 'file',
  extensions: ['png'],
  write: writeFlatPng,
}

async function writeFlatPng(
  source: ExportSource,
  sink: FileSink,
  context: FormatContext = {},
): Promise<FormatWarning[]> {
  const bytes = await untilCancelled(encodePng(source.composite, { compression: PNG_COMPRESSION }), context.signal)
  await sink('picture.png', [bytes])
  context.onProgress?.(1)
  return []
}
