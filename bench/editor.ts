/**
 * `npm run -s bench:editor`: the editor in the browser host, in Chromium without a GPU: how fast it starts, opens, drags,
 * saves and scrolls, and what memory it takes, each beside its target. Frames are those that reached the screen with other
 * pixels, as the browser's trace tells. The machine should have nothing else to do: `plain canvas` says what it can at all.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { ensureBuilt } from '../scripts/building.ts'
import { launchBrowser, newPage, rendererMemory } from './editor/browser.ts'
import { grid, large, largeColors, many, writeDocuments } from './editor/documents.ts'
import { plainCanvas } from './editor/plain-canvas.ts'
import { presentedDuring, type Presented } from './editor/presented.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const dragSeconds = 4
const canvasPart = '[data-region=canvas]'
const settled = `() => document.querySelector('${canvasPart} canvas')?.dataset.settled === 'true'`

const line = (what: string, value: string, target = '') =>
  console.log(`${what.padEnd(46)} ${value.padEnd(48)} ${target}`)
const seconds = (value: number) => `${value.toFixed(2)} s`
const frames = ({ perSecond, longest, cost }: Presented) =>
  `${perSecond.toFixed(1)} a second, ${longest.toFixed(0)} ms at most` +
  (cost === null ? '' : `, ${cost.toFixed(0)} ms of CPU each`)

interface Host {
  url: string
  /** From starting the process to its address, seconds. */
  seconds: number
  stop(): Promise<void>
}

async function startHost(home: string, file?: string): Promise<Host> {
  const started = performance.now()
  const args = [join(root, 'scripts/run.mjs'), join(root, 'scripts/serve.ts'), ...(file ? [file] : [])]
  const child: ChildProcess = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    env: { ...process.env, LAMINA_HOME: home },
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (data) => {
      text += data
      const found = /Lamina: (\S+)/.exec(text)
      if (found) resolve(found[1])
    })
    child.once('exit', (code) => reject(new Error(`The host ended with ${code}.`)))
  })
  return {
    url,
    seconds: (performance.now() - started) / 1000,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** From starting the process to a window that answers. The browser itself is running. */
async function measureStart(browser: Browser, home: string): Promise<number> {
  const page = await newPage(browser)
  const started = performance.now()
  const host = await startHost(home)
  try {
    await page.goto(host.url)
    await page.evaluate(`bench.until(bench.answers)`)
    // A press on the button is taken: nothing lies over it, and it stays where it is.
    await page.getByRole('button', { name: 'Open image' }).click({ trial: true })
    return (performance.now() - started) / 1000
  } finally {
    await page.close()
    await host.stop()
  }
}

async function measureStarts(browser: Browser, home: string): Promise<void> {
  const compiled = join(home, 'compiled')
  process.env.NODE_COMPILE_CACHE = compiled
  line('start to usable window, the first ever', seconds(await measureStart(browser, home)))
  const again = [await measureStart(browser, home), await measureStart(browser, home)]
  line('start to usable window', again.map(seconds).join(', '), '≤ 1.5 s')
}

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.waitForSelector('[role=treeitem]')
  await page.evaluate(`bench.until(${settled}, 120)`)
}

/** Closed and opened again from the recent files, as a person does: the file is as warm as a file saved before. */
async function measureOpening(page: Page): Promise<void> {
  await page.getByRole('menuitem', { name: 'File' }).click()
  await page.getByRole('menuitem', { name: 'Close' }).click()
  const recent = page.getByRole('list', { name: 'Recent files' }).getByRole('button').first()
  await recent.waitFor()
  const asked = page.evaluate(
    `bench.paints(${JSON.stringify({ ...grid, width: large.width, height: large.height })}, ${JSON.stringify(largeColors())}, 60)`,
  )
  const box = await recent.boundingBox()
  if (!box) throw new Error('The recent file is not to be seen.')
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  const { first, whole } = (await asked) as { first: number; whole: number }
  line('open .lproj: first paint', seconds(first), '≤ 0.5 s')
  line('  all layers', seconds(whole))
  const until = Number(await page.evaluate(`bench.until(${settled}, 120)`))
  line('  exact', seconds(whole + until))
}

/** Drags a layer in circles; every step is another place on the screen. */
async function measureDrag(browser: Browser, page: Page, name: string, index: number): Promise<void> {
  await page.getByRole('treeitem', { name: `Layer ${index}`, exact: true }).click()
  await page.evaluate(`bench.until(${settled}, 120)`)
  const box = await page.locator(canvasPart).boundingBox()
  if (!box) throw new Error('There is no canvas.')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const circle = async (time: number) => {
    const until = Date.now() + time
    for (let step = 0; Date.now() < until; step++) {
      const turn = step / 12
      await page.mouse.move(x + 60 * Math.sin(turn) + (step % 2), y + 40 * (1 - Math.cos(turn)))
    }
  }
  await page.mouse.move(x, y)
  await page.mouse.down()
  await circle(600)
  const before = await page.screenshot()
  const presented = await presentedDuring(browser, () => circle(dragSeconds * 1000))
  if (before.equals(await page.screenshot())) throw new Error('Nothing moved.')
  await page.mouse.up()
  line(`drag ${name}`, frames(presented), '≥ 45 a second')
  line('  exact after letting go', seconds(Number(await page.evaluate(`bench.until(${settled}, 120)`))))
}

/** Saves after one edit, several times. */
async function measureSave(page: Page): Promise<void> {
  const times: number[] = []
  for (let round = 0; round < 5; round++) {
    await page.locator(canvasPart).focus()
    await page.keyboard.press('ArrowRight')
    await page.evaluate(`bench.until(() => bench.saveState() === 'Unsaved changes')`)
    await page.evaluate(`bench.until(${settled}, 120)`)
    // Presses of an arrow are one step for a while.
    await page.waitForTimeout(1000)
    const taken = page.evaluate(`bench.saved()`)
    await page.keyboard.press('Control+s')
    times.push(Number(await taken))
    await page.waitForTimeout(500)
  }
  line('save after one edit, in turn', times.map((time) => time.toFixed(2)).join(' ') + ' s', '≤ 0.1 s')
}

/** The panel's scrolling, with the wheel. */
async function measureScroll(browser: Browser, home: string, file: string): Promise<void> {
  const host = await startHost(home, file)
  const page = await newPage(browser)
  try {
    await open(page, host.url)
    const box = await page.getByRole('tree', { name: 'Layers' }).boundingBox()
    if (!box) throw new Error('There is no panel.')
    await page.mouse.move(box.x + 100, Math.min(650, box.y + 100))
    await page.waitForTimeout(1500)
    await page.evaluate(`void (bench.stop = bench.frames())`)
    const presented = await presentedDuring(
      browser,
      async () => {
        for (let step = 0; step < 150; step++) {
          await page.mouse.wheel(0, step < 100 ? 150 : -200)
          await page.waitForTimeout(16)
        }
      },
      { ofCanvas: false },
    )
    const own = (await page.evaluate(`bench.stop()`)) as number[]
    line(`panel of ${many.layers} layers: scrolling`, frames(presented), 'none over 50 ms')
    line("  the page's own thread", `${Math.max(...own).toFixed(0)} ms at most`)
  } finally {
    await page.close()
    await host.stop()
  }
}

async function measureLarge(browser: Browser, home: string, file: string): Promise<void> {
  const host = await startHost(home, file)
  const page = await newPage(browser)
  let most = 0
  const watch = setInterval(() => (most = Math.max(most, rendererMemory() ?? 0)), 200)
  try {
    await open(page, host.url)
    await page.getByRole('treeitem', { name: 'Layer 3', exact: true }).click()
    await measureSave(page)
    // What was saved gets its preview in the background, as a file that a person has saved before.
    await page.waitForTimeout(3000)
    await measureOpening(page)
    await page.getByRole('checkbox', { name: 'Auto-select' }).click()
    await measureDrag(browser, page, 'a layer of 3840 × 2160 in the middle', 4)
    await measureDrag(browser, page, 'the lowest layer', 1)
    await measureDrag(browser, page, 'the topmost layer, soft', large.layers)
    if (most > 0) line('memory of all renderer processes, at most', `${most.toFixed(0)} MiB`, '≤ 1024 MiB')
  } finally {
    clearInterval(watch)
    await page.close()
    await host.stop()
  }
}

await ensureBuilt('renderer')
const folder = await mkdtemp(join(tmpdir(), 'lamina-bench-'))
const browser = await launchBrowser()
try {
  console.log(`load of the machine before it: ${loadavg()[0].toFixed(1)}`)
  const home = join(folder, 'home')
  await measureStarts(browser, home)
  const documents = await writeDocuments(folder)
  line('plain canvas of 1280 × 720', frames(await plainCanvas(browser, dragSeconds)))
  await measureLarge(browser, home, documents.large)
  await measureScroll(browser, home, documents.many)
  line('plain canvas again', frames(await plainCanvas(browser, dragSeconds)))
} finally {
  await browser.close()
  await rm(folder, { recursive: true, force: true })
}
