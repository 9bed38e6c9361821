/** The browser that is measured: Chromium without a GPU, and what it tells about itself. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { browserLaunchOptions } from '../../scripts/browser.ts'

/** The canvas between the panels then fits a picture of 16 to 9 to 1280 × 720. */
const size = { width: 1704, height: 864 }

/** Of processor time, a second. */
const TICKS = 100

export function launchBrowser(): Promise<Browser> {
  return chromium.launch(browserLaunchOptions())
}

export async function newPage(browser: Browser, viewport = size): Promise<Page> {
  const page = await browser.newPage({ viewport })
  page.on('pageerror', (error) => console.error(`page: ${error.message}`))
  await page.addInitScript({ path: fileURLToPath(new URL('in-page.js', import.meta.url)) })
  return page
}

/** Mebibytes of all renderer processes below this process, shared pages counted in parts. Linux alone; else null. */
export function rendererMemory(): number | null {
  if (process.platform !== 'linux') return null
  const kib = below(process.pid)
    .filter((pid) => read(`/proc/${pid}/cmdline`).includes('--type=renderer'))
    .map((pid) => Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0))
  return kib.reduce((sum, each) => sum + each, 0) / 1024
}

/**
 * Milliseconds of processor time that the browser's processes have taken: what a frame costs, however busy the machine is.
 * Linux alone; else null.
 */
export function browserTime(): number | null {
  if (process.platform !== 'linux') return null
  const ticks = below(process.pid)
    .filter((pid) => /chrom|edge/i.test(read(`/proc/${pid}/cmdline`)))
    .map((pid) => {
      // After the name in brackets, which may hold spaces: the fields from the third on.
      const fields = read(`/proc/${pid}/stat`)
        .replace(/^.*\) /, '')
        .split(' ')
      return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
    })
  return (ticks.reduce((sum, each) => sum + each, 0) * 1000) / TICKS
}

function below(root: number): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${name}/status`))?.[1] ?? -1)
    children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const found: number[] = []
  for (const pending = [root]; pending.length > 0;) {
    const pid = pending.pop() as number
    found.push(pid)
    pending.push(...(children.get(pid) ?? []))
  }
  return found
}

/** Empty where the process ended in between. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
