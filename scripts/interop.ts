/**
 * Brings the programs outside that read what Lamina writes, for test/interop: psd-tools in a Python environment of its
 * own, and ImageMagick. `node scripts/run.mjs scripts/interop.ts` does it by hand and says what is there.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canInstallDebianPackages, installDebianPackage } from './debian.ts'

/** The program to start, or why it is not there. */
export type Reader = { name: string; program: string } | { name: string; missing: string }

const PSD_TOOLS = '1.26.0'
const cache = fileURLToPath(new URL('../.lamina/interop/', import.meta.url))
const environment = join(cache, `psd-tools-${PSD_TOOLS}`)
const windows = process.platform === 'win32'

/** A Python that has psd-tools: the machine's own, or one set up in .lamina/interop. */
export function preparePsdTools(say: (line: string) => void): Reader {
  const name = 'psd-tools'
  const own = join(environment, windows ? 'Scripts/python.exe' : 'bin/python')
  const pythons = ['python3', 'python', ...(windows ? ['py'] : [])]
  const ready = [own, ...pythons].find(hasPsdTools)
  if (ready) return { name, program: ready }

  const python = pythons.find(
    (candidate) => run(candidate, ['-c', 'import sys; assert sys.version_info >= (3, 10)']).good,
  )
  if (!python) return { name, missing: 'needs Python 3.10 or newer' }
  say(`psd-tools ${PSD_TOOLS}: installing into ${environment}`)
  mkdirSync(cache, { recursive: true })
  let made = run(python, ['-m', 'venv', '--clear', environment])
  // Debian keeps the part of Python that makes environments in a package of its own.
  if (!made.good && installDebianPackage('python3-venv')) made = run(python, ['-m', 'venv', '--clear', environment])
  if (!made.good) return { name, missing: `Python cannot make an environment (${made.lastLine})` }
  const quietly = ['--quiet', '--disable-pip-version-check', '--retries', '1', '--timeout', '20']
  const installed = run(own, ['-m', 'pip', 'install', ...quietly, `psd-tools==${PSD_TOOLS}`])
  if (!installed.good) return { name, missing: `pip cannot install it (${installed.lastLine})` }
  return hasPsdTools(own) ? { name, program: own } : { name, missing: 'it is installed and does not start' }
}

/** ImageMagick's converter, from version 6 or 7; on Debian as root it is installed. */
export function prepareImageMagick(say: (line: string) => void): Reader {
  const name = 'ImageMagick'
  const find = (): string | undefined => ['magick', 'convert', 'convert-im6.q16'].find(isImageMagick)
  const there = find()
  if (there) return { name, program: there }
  if (canInstallDebianPackages()) {
    say('ImageMagick: installing the Debian package')
    installDebianPackage('imagemagick')
  }
  const installed = find()
  return installed ? { name, program: installed } : { name, missing: 'install it (its package is called imagemagick)' }
}

function hasPsdTools(python: string): boolean {
  const check = `from importlib.metadata import version; assert version("psd-tools") == "${PSD_TOOLS}"`
  return run(python, ['-c', `${check}; import psd_tools`]).good
}

/** By what it says: Windows has a program of the name `convert` that is none. */
function isImageMagick(program: string): boolean {
  const { good, output } = run(program, ['-version'])
  return good && output.startsWith('Version: ImageMagick')
}

function run(program: string, parameters: string[]): { good: boolean; output: string; lastLine: string } {
  if (dirname(program) !== '.' && !existsSync(program)) return { good: false, output: '', lastLine: 'not there' }
  const { status, stdout, stderr, error } = spawnSync(program, parameters, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 240_000,
  })
  const complaint = error?.message ?? (stderr || stdout)
  return { good: status === 0, output: stdout ?? '', lastLine: complaint.trim().split('\n').at(-1) ?? '' }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const prepare of [preparePsdTools, prepareImageMagick]) {
    const reader = prepare(console.log)
    console.log(`${reader.name}: ${'program' in reader ? reader.program : `missing; ${reader.missing}`}`)
    if ('missing' in reader) process.exitCode = 1
  }
}
