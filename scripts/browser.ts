/** The browser for tests of the editor, screenshots and benchmarks: finds one, and gets one where there is none. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, posix, win32 } from 'node:path'
import { chromium, type LaunchOptions } from 'playwright-core'
import { LaminaError } from '../src/shared/contract/errors.ts'
import { canInstallDebianPackages, installDebianPackage, isDebian } from './debian.ts'

/** What of a machine says where its browsers are. */
export interface Machine {
  platform: NodeJS.Platform
  environment: Readonly<Record<string, string | undefined>>
  exists(path: string): boolean
  /** Where Playwright keeps the one that it fetched. */
  fetched: string
}

function thisMachine(): Machine {
  return {
    platform: process.platform,
    environment: process.env,
    exists: existsSync,
    fetched: chromium.executablePath(),
  }
}

/** What the programs are called on Linux, and in which order they are taken. */
const linuxNames = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
]
const linuxFolders = ['/usr/bin', '/usr/local/bin', '/snap/bin']
const linuxPrograms = ['/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge']
const macNames = ['Google Chrome', 'Chromium', 'Microsoft Edge']
const windowsPrograms = [
  'Google/Chrome/Application/chrome.exe',
  'Chromium/Application/chrome.exe',
  'Microsoft/Edge/Application/msedge.exe',
]
const windowsFolders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'PROGRAMW6432', 'LOCALAPPDATA']

/** Where Chrome, Chromium and Edge are installed, the first to take first. */
function installedPlaces({ platform, environment }: Machine): string[] {
  if (platform === 'darwin') {
    const folders = ['/Applications', ...(environment.HOME ? [posix.join(environment.HOME, 'Applications')] : [])]
    return macNames.flatMap((name) => folders.map((folder) => `${folder}/${name}.app/Contents/MacOS/${name}`))
  }
  if (platform === 'win32') {
    const folders = windowsFolders.flatMap((name) => environment[name] ?? [])
    return windowsPrograms.flatMap((program) => folders.map((folder) => win32.join(folder, program)))
  }
  const folders = new Set([...(environment.PATH ?? '').split(':').filter(Boolean), ...linuxFolders])
  const onPath = linuxNames.flatMap((name) => [...folders].map((folder) => posix.join(folder, name)))
  return [...onPath, ...linuxPrograms]
}

/**
 * Path of a browser: the one that LAMINA_BROWSER names, else an installed one, else the one that Playwright fetched; null
 * where there is none. Throws FILE_NOT_FOUND where LAMINA_BROWSER names what is not there.
 */
export function findBrowser(machine: Machine = thisMachine()): string | null {
  const { environment, exists, fetched } = machine
  const named = environment.LAMINA_BROWSER
  if (!named) return [...installedPlaces(machine), fetched].find((place) => place !== '' && exists(place)) ?? null
  if (exists(named)) return named
  const hint = 'Set it to the program of a Chrome, Chromium or Edge, or leave it out.'
  throw new LaminaError('FILE_NOT_FOUND', `LAMINA_BROWSER names ${named}, which is not there.`, hint)
}

/** As findBrowser; where there is none, one is fetched, and `report` gets a line. Throws NOT_AVAILABLE where that fails. */
export function ensureBrowser(report: (line: string) => void = console.error): string {
  for (const fetch of [() => {}, fromDebian, fromPlaywright]) {
    fetch(report)
    const found = findBrowser()
    if (found !== null) return found
  }
  const hint = 'Install Chrome, Chromium or Edge, or set LAMINA_BROWSER to the program of one.'
  throw new LaminaError('NOT_AVAILABLE', 'There is no browser, and none could be fetched.', hint)
}

function fromDebian(report: (line: string) => void): void {
  if (!isDebian() || !canInstallDebianPackages()) return
  report('There is no browser: installing the Debian package chromium.')
  installDebianPackage('chromium', { quiet: false })
}

function fromPlaywright(report: (line: string) => void): void {
  report('There is no browser: Playwright fetches Chromium (about 170 MB).')
  const installer = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js')
  spawnSync(process.execPath, [installer, 'install', '--no-shell', 'chromium'], { stdio: ['ignore', 2, 2] })
}

/** Nothing of its own accord on the network, and no need of a graphics card. Playwright itself switches the sandbox off. */
const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** For `chromium.launch` and `chromium.launchServer`. Throws as ensureBrowser. */
export function browserLaunchOptions(report?: (line: string) => void): LaunchOptions {
  return { executablePath: ensureBrowser(report), args: flags }
}
