/**
 * `npm run screenshots [-- NAME...]`: draws docs/images/*.webp, the editor in every main state, from the example pictures;
 * with names only those.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from 'playwright-core'
import sharp from 'sharp'
import { runBrowserHost } from '../src/main/hosts/browser/main.ts'
import { windowInBrowser } from '../test/e2e/support/browser-window.ts'
import { browserLaunchOptions } from './browser.ts'
import { ensureBuilt, pageFolder } from './building.ts'
import { prepareOrExplain } from './preparation.ts'
import { makeProps } from './screenshots/props.ts'
import { scenes, type Scene } from './screenshots/scenes.ts'
import { explain } from './serving.ts'

const images = fileURLToPath(new URL('../docs/images/', import.meta.url))
const usual = { width: 1280, height: 800 }
/** Bytes that a picture of the documentation may have. */
const largest = 150_000

const wanted = process.argv.slice(2)

/** As good as its size allows: what is left out suffers least at first. */
async function write(page: Page, name: string): Promise<void> {
  const png = await page.screenshot({ animations: 'disabled' })
  for (const quality of [92, 86, 80, 72, 64]) {
    const webp = await sharp(png).webp({ quality, smartSubsample: true, effort: 6 }).toBuffer()
    if (webp.length > largest && quality > 64) continue
    await sharp(webp).toFile(join(images, `${name}.webp`))
    return console.log(`${name}.webp  ${Math.ceil(webp.length / 1000)} kB`)
  }
}

async function draw(chosen: readonly Scene[]): Promise<void> {
  await ensureBuilt('renderer')
  await mkdir(images, { recursive: true })
  const home = await mkdtemp(join(tmpdir(), 'lamina-screenshots-'))
  process.env.LAMINA_HOME = home
  const props = await makeProps(home)
  const host = await runBrowserHost({ startup: undefined, port: undefined }, pageFolder)
  const browser = await chromium.launch(browserLaunchOptions())
  try {
    for (const { name, size = usual, light = false, show } of chosen) {
      const editor = await windowInBrowser(browser, host.url, { size, light })
      await editor.discardLeftovers()
      await show(editor, props)
      // While a preview is shown the canvas waits for more of it, and never settles.
      await Promise.race([editor.settled(1000), setTimeout(5000)])
      await write(editor.page, name)
      await editor.leave()
    }
  } finally {
    await browser.close()
    await host.stop()
    await rm(home, { recursive: true, force: true })
  }
}

try {
  const chosen = scenes.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
  if (await prepareOrExplain()) await draw(chosen)
  else process.exitCode = 1
} catch (error) {
  explain(error)
}
