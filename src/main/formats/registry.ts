/** All output formats, and which one a path asks for. */
import path from 'node:path'
import { LaminaError } from '../../shared/contract/errors.ts'
import type { OutputFormat } from './format.ts'
import { jsonFormat } from './json/json-format.ts'
import { flatPngFormat } from './png/flat-png.ts'
import { layersPngFormat } from './png/layer-png.ts'
import { oraFormat } from './ora/ora-format.ts'
import { pptxFormat } from './pptx/pptx-format.ts'
import { psdFormat } from './psd/psd-format.ts'

export const outputFormats: readonly OutputFormat[] = [
  psdFormat,
  flatPngFormat,
  layersPngFormat,
  oraFormat,
  pptxFormat,
  jsonFormat,
]

/** Throws FORMAT_UNSUPPORTED. */
export function formatById(id: string): OutputFormat {
  const format = outputFormats.find((candidate) => candidate.id === id)
  if (format) return format
  const known = outputFormats.map((candidate) => candidate.id).join(', ')
  throw new LaminaError('FORMAT_UNSUPPORTED', `There is no format "${id}".`, `Use one of: ${known}.`)
}

/** The format of a file by its extension; a path without one is a folder for PNG layers. Throws FORMAT_UNSUPPORTED. */
export function formatForPath(target: string): OutputFormat {
  const extension = path.extname(target).slice(1).toLowerCase()
  const format = outputFormats.find(({ output, extensions }) =>
    extension === '' ? output === 'folder' : extensions.includes(extension),
  )
  if (format) return format
  const known = outputFormats.flatMap(({ extensions }) => extensions.map((name) => `.${name}`)).join(', ')
  throw new LaminaError(
    'FORMAT_UNSUPPORTED',
    `${target} cannot be written: Lamina has no format for .${extension}.`,
    `Use one of ${known}, or a folder name for PNG layers.`,
  )
}
