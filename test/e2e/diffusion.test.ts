/** The layers of the diffusion engine while they are still noise: a checkpoint of the published layout that is tiny. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packCheckpoint } from '../../src/main/engines/qwen-layered/pack/pack.ts'
import { smallDiffusion } from '../../src/main/services/editor/small-diffusion.fixture.ts'
import { testPicture, writePicture } from '../../src/main/services/test-picture.fixture.ts'
import type { EditorWindow } from './support/editor-window.ts'
import { underElectron } from './support/program.ts'
import { openTestWindow, type TestWindow } from './support/test-window.ts'

const checkpoint = fileURLToPath(new URL('../golden/model', import.meta.url))

let test: TestWindow
let editor: EditorWindow

beforeAll(async () => {
  if (underElectron) return
  test = await openTestWindow({
    async services(folder) {
      const packed = path.join(folder, 'packed')
      await packCheckpoint(checkpoint, packed, { precision: 'float32' })
      return {
        engines: smallDiffusion,
        modelsFolder: path.join(folder, 'models'),
        modelStore: { environment: { HOME: folder, LAMINA_QWEN_LAYERED: packed } },
      }
    },
    startup: (folder) => writePicture(path.join(folder, 'poster.png'), testPicture(96, 64)),
  })
  editor = test.editor
})
afterAll(() => test?.close())

it.skipIf(underElectron)('are shown in the rows of the job, under its outlines, and end in the document', async () => {
  const { page } = editor
  await editor.button('Decompose options').click()
  await editor.dialog.getByRole('combobox', { name: 'Engine' }).click()
  await page.getByRole('option', { name: 'Qwen-Image-Layered' }).click()
  await editor.dialog.getByRole('radio', { name: 'Draft' }).click()
  await page.evaluate(watchPreviews)
  await editor.dialog.getByRole('button', { name: 'Decompose', exact: true }).click()

  const found = page.getByRole('list', { name: 'Layers found so far' })
  const preview = found.getByRole('listitem').last().getByRole('img', { name: 'Preview, not applied' })
  await preview.waitFor()
  expect(await found.getByRole('listitem').last().textContent()).toBe('Background')
  // The document is what it was until the job is done.
  expect(await editor.layerNames()).toEqual(['Background'])
  await editor.decomposed()
  await found.waitFor({ state: 'detached' })
  expect((await editor.layerNames()).length).toBeGreaterThanOrEqual(2)
  // The pixels were the model's, not a blank; and they changed as the noise went.
  const seen = await page.evaluate(() => (window as unknown as Watched).seenPreviews)
  const pictures = new Set(seen.map((pixels) => pixels.join()))
  expect(pictures.size).toBeGreaterThan(1)
  for (const [width, height, ...pixels] of seen) {
    expect([width, height]).toEqual([8, 8])
    expect(new Set(pixels).size).toBeGreaterThan(4)
  }
})

interface Watched {
  seenPreviews: number[][]
}

/** In the page: keeps what the lowest preview shows, frame by frame, as long as there is one. */
function watchPreviews(): void {
  const watched = window as unknown as Watched
  watched.seenPreviews = []
  const look = () => {
    const canvas = [...document.querySelectorAll<HTMLCanvasElement>('canvas[aria-label="Preview, not applied"]')].at(-1)
    const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data
    // Blank before its first picture is drawn.
    if (canvas && data?.some((value) => value > 0)) watched.seenPreviews.push([canvas.width, canvas.height, ...data])
    requestAnimationFrame(look)
  }
  look()
}
