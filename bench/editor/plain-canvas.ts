/** What the machine can do at best: a page with nothing but a canvas whose drawing thread fills all of it in every frame. */
import type { Browser } from 'playwright-core'
import { newPage } from './browser.ts'
import { presentedDuring, type Presented } from './presented.ts'

const thread = `
onmessage = ({ data: { canvas, width, height } }) => {
  const context = canvas.getContext('2d')
  const picture = new ImageData(width, height)
  const words = new Int32Array(picture.data.buffer)
  let frame = 0
  const draw = () => {
    words.fill(0xff000000 | (frame * 7) & 255 | ((frame * 3) & 255) << 8)
    context.putImageData(picture, 0, 0)
    frame++
    requestAnimationFrame(draw)
  }
  draw()
}`

const body = `
<body style="margin:0"><canvas width="1280" height="720"></canvas><script>
const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(thread)}])))
const canvas = document.querySelector('canvas').transferControlToOffscreen()
worker.postMessage({ canvas, width: 1280, height: 720 }, [canvas])
</script>`

/** Frames a second of the plain canvas while the pointer moves over it. */
export async function plainCanvas(browser: Browser, seconds: number): Promise<Presented> {
  const page = await newPage(browser)
  try {
    await page.setContent(body)
    await page.waitForTimeout(500)
    return await presentedDuring(browser, async () => {
      const until = Date.now() + seconds * 1000
      for (let step = 0; Date.now() < until; step++) await page.mouse.move(300 + (step % 200), 300)
    })
  } finally {
    await page.close()
  }
}
