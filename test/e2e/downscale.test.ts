/** Pictures above the limits: opened and placed smaller where a person wants that. */
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fakeEngines } from '../../src/main/services/fake-engines.fixture.ts'
import { testPicture, writePicture } from '../../src/main/services/test-picture.fixture.ts'
import type { EditorWindow } from './support/editor-window.ts'
import { underElectron } from './support/program.ts'
import { openTestWindow, type TestWindow } from './support/test-window.ts'

let test: TestWindow
let editor: EditorWindow
let file: string

beforeAll(async () => {
  if (underElectron) return
  test = await openTestWindow({
    services: () => ({ engines: fakeEngines, pictureLimits: { maxPixels: 80 * 40 } }),
    startup: async (folder) => (file = await writePicture(path.join(folder, 'big.png'), testPicture(160, 80))),
  })
  editor = test.editor
})
afterAll(() => test?.close())

it.skipIf(underElectron)('a picture that the program was started with is refused, and opened smaller', async () => {
  const alert = editor.page.getByRole('alert').filter({ hasText: 'Image is too large' })
  await alert.getByText('Downscale opens it at 80 × 40 pixels. Its file stays as it is.').waitFor()
  await alert.getByRole('button', { name: 'Downscale' }).click()
  await editor.told(/reduced from 160 × 80 to 80 × 40 pixels/)
  await alert.waitFor({ state: 'detached' })
  const { composite, names } = await editor.savedCopy()
  expect([composite.width, composite.height, names]).toEqual([80, 40, ['Background']])
})

it.skipIf(underElectron)('one that is placed becomes a smaller layer', async () => {
  await editor.dismissToasts()
  await editor.choose(file, () => editor.menu('File', 'Place as layer…'))
  await editor.button('Downscale').click()
  await editor.layer('big').waitFor()
  await editor.told(/reduced from 160 × 80 to 80 × 40 pixels/)
  expect(await editor.layerNames()).toEqual(['big', 'Background'])
  expect(editor.problems).toEqual([])
})
