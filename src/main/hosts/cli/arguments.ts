/** Reading a command's arguments; everything that is wrong is a USAGE error that says what would be right. */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import {
  maxLayers,
  minLayers,
  outputFormats,
  qualities,
  usualFormats,
  type OutputFormatId,
  type Quality,
} from '../../../shared/contract/limits.ts'
import { nearNames } from '../../../shared/near-names.ts'
import { usageError } from './errors.ts'

type OptionsConfig = NonNullable<ParseArgsConfig['options']>

/** Options and positionals by node:util parseArgs. `command` is named in the hint. */
export function readArguments<O extends OptionsConfig>(command: string, args: readonly string[], options: O) {
  const seeHelp = `\`lamina ${command} --help\` lists the options.`
  const unknown = unknownOption(args, Object.keys(options))
  if (unknown) {
    const [near] = nearNames(unknown, Object.keys(options))
    throw usageError(`There is no option --${unknown}.`, near === undefined ? seeHelp : `Did you mean --${near}?`)
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    const [message] = (error instanceof Error ? error.message : String(error)).split(/[.\n]/)
    throw usageError(`${message}.`, seeHelp)
  }
}

/** parseArgs cannot say what it does not know apart from what it misses. */
function unknownOption(args: readonly string[], known: readonly string[]): string | undefined {
  for (const argument of args) {
    if (argument === '--') return undefined
    const name = /^--([^=]+)/.exec(argument)?.[1]
    if (name !== undefined && !known.includes(name)) return name
  }
  return undefined
}

/** `auto` or the number of layers. */
export function readLayers(text: string | undefined): number | 'auto' {
  if (text === undefined || text === 'auto') return 'auto'
  const layers = /^\d+$/.test(text) ? Number(text) : NaN
  if (layers >= minLayers && layers <= maxLayers) return layers
  throw usageError(
    `--layers is "${text}".`,
    `Give "auto" or a whole number from ${minLayers} to ${maxLayers}; the background counts.`,
  )
}

/** A number of at least `least`, or undefined where it is not given. */
export function readNumber(
  text: string | undefined,
  name: string,
  least: number,
  { whole = true }: { whole?: boolean } = {},
): number | undefined {
  if (text === undefined) return undefined
  const number = text.trim() === '' ? NaN : Number(text)
  if (Number.isFinite(number) && number >= least && (!whole || Number.isSafeInteger(number))) return number
  throw usageError(`--${name} is "${text}".`, `Give a ${whole ? 'whole ' : ''}number from ${least} up.`)
}

/** The side of the square that layers made by diffusion have about the pixels of. */
export function readResolution(text: string | undefined): 640 | 1024 | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (number === 640 || number === 1024) return number
  throw usageError(`--resolution is "${text}".`, 'Give 640 or 1024.')
}

/** Undefined where nothing is said. */
export function readQuality(text: string | undefined): Quality | undefined {
  const quality = qualities.find((known) => known === text)
  if (text !== undefined && !quality) throw usageError(`--quality is "${text}".`, `Give ${qualities.join(', ')}.`)
  return quality
}

/** A list with commas between; each format once, in the order of the list of all. */
export function readFormats(text: string | undefined): OutputFormatId[] {
  if (text === undefined) return [...usualFormats]
  const wanted = text.split(',').map((format) => format.trim().toLowerCase())
  const wrong = wanted.find((format) => !outputFormats.some((known) => known === format))
  if (wrong !== undefined) {
    throw usageError(`--formats names "${wrong}".`, `Give any of ${outputFormats.join(', ')}, with commas between.`)
  }
  return outputFormats.filter((format) => wanted.includes(format))
}

/** The one positional that a command takes. */
export function onlyPositional(positionals: readonly string[], what: string, example: string): string {
  if (positionals.length === 1) return positionals[0]
  const message = positionals.length === 0 ? `No ${what} is given.` : `There is more than one ${what}.`
  throw usageError(message, `Give one, as in \`${example}\`.`)
}

export function noPositionals(positionals: readonly string[], command: string): void {
  if (positionals.length > 0) {
    throw usageError(`"${positionals[0]}" is too much.`, `\`lamina ${command} --help\` lists the options.`)
  }
}
