/** Builds what is out of date: the page for the browser host, all of it for Electron. */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

export type BuildPart = 'renderer' | 'everything'

const parts = {
  renderer: {
    what: 'the page',
    output: 'out/renderer/index.html',
    sources: ['src/renderer', 'src/shared', 'vite.config.ts', 'package-lock.json'],
  },
  everything: {
    what: 'the program',
    output: 'out/main/index.js',
    sources: ['src', 'resources', 'electron.vite.config.ts', 'vite.config.ts', 'package-lock.json'],
  },
} as const

/** Milliseconds after which a build that says it is under way has died. */
const longestBuild = 180_000

/** Where the built page is. */
export const pageFolder = at('out/renderer')

/** Builds the part if a source is newer than it. `report` gets a line before and after. */
export async function ensureBuilt(part: BuildPart, report: (line: string) => void = console.error): Promise<void> {
  if (isUpToDate(part)) return
  await alone(async () => {
    if (isUpToDate(part)) return
    const { what } = parts[part]
    report(`Building ${what}…`)
    const started = performance.now()
    await build(part)
    report(`Built ${what} in ${((performance.now() - started) / 1000).toFixed(1)} s.`)
  })
}

function isUpToDate(part: BuildPart): boolean {
  const { output, sources } = parts[part]
  const built = Math.min(modified(at(output)), modified(at(parts.renderer.output)))
  return built > Math.max(...sources.map((source) => newest(at(source))))
}

/** Builds the part whatever there is. */
export async function build(part: BuildPart): Promise<void> {
  // Tests run with another value, which would put the development build of React into the page.
  const before = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  try {
    if (part === 'renderer') {
      const vite = await import('vite')
      await vite.build({ configFile: at('vite.config.ts'), logLevel: 'warn' })
    } else {
      const electronVite = await import('electron-vite')
      await electronVite.build({ configFile: at('electron.vite.config.ts'), logLevel: 'warn' })
    }
  } finally {
    if (before === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = before
  }
}

/** Two builds at once would empty each other's folder: the second waits. */
async function alone(work: () => Promise<void>): Promise<void> {
  const lock = at('out/.building')
  mkdirSync(at('out'), { recursive: true })
  for (;;) {
    try {
      mkdirSync(lock)
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (Date.now() - modified(lock) > longestBuild) rmSync(lock, { recursive: true, force: true })
      await setTimeout(100)
    }
  }
  try {
    await work()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

/** When the newest file at or below the path was changed, tests aside; 0 where nothing is there. */
function newest(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isDirectory()) return found?.mtimeMs ?? 0
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !/\.(test|fixture)\.tsx?$/.test(entry.name),
  )
  return Math.max(0, ...files.map((entry) => modified(join(entry.parentPath, entry.name))))
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
