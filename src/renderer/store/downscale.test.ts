/** The offer to open a picture smaller, against a main side in memory. */
import { expect, it } from 'vitest'
import { LaminaError } from '../../shared/contract/errors.ts'
import type { Params } from '../../shared/contract/api.ts'
import { MemoryAssets, openWindow, sampleRecords, type TestWindow } from './main-side.fixture.ts'

const help = { fits: { width: 12_000, height: 8000 } }
const refusal = (more = {}) =>
  new LaminaError('IMAGE_TOO_LARGE', 'big.png is too large.', 'Scale it down.', { help: { ...help, ...more } })

/** A window that has the sample open, in which whatever is opened next is too large; and what was asked of the main side. */
async function window(more = {}) {
  const asked: (Params<'document.open'> | Params<'document.place'>)[] = []
  const records = sampleRecords(new MemoryAssets())
  const state = { document: 'doc', name: 'sample', file: null, revision: 0, savedRevision: null, records }
  const refuse = (params: (typeof asked)[number]) => {
    asked.push(params)
    if (!params.downscale) throw refusal(more)
  }
  const opened = await openWindow({
    'document.open': async (params) => {
      if (params.from.kind !== 'sample') refuse(params)
      return { ...state, readOnly: false, notices: [], preview: null }
    },
    'document.place': async (params) => {
      refuse(params)
      return { asset: 'f'.repeat(64), width: 10, height: 10, name: 'big', notices: [] }
    },
  })
  return { ...opened, asked }
}

const toasts = ({ editor }: TestWindow) =>
  editor.session.getState().toasts.map(({ hint, actions }) => [hint, ...actions.map(({ label }) => label)])
const offer = ['Downscale opens it at 12,000 × 8,000 pixels. Its file stays as it is.', 'Downscale']

it('opens the same upload smaller', async () => {
  const test = await window()
  await test.editor.actions.openFile(new Blob(), 'big.png', 'document')
  expect(toasts(test)).toEqual([offer])
  test.editor.run('file.downscale')
  const from = { kind: 'upload', upload: 'big.png' }
  await expect
    .poll(() => test.asked)
    .toEqual([
      { from, downscale: false },
      { from, downscale: true },
    ])
})

it('opens the file of a dialog by the name that the error gave it', async () => {
  const test = await window({ upload: 'token' })
  await test.editor.actions.openFrom({ kind: 'dialog' })
  test.editor.run('file.downscale')
  await expect.poll(() => test.asked.at(-1)).toEqual({ from: { kind: 'upload', upload: 'token' }, downscale: true })
  // Once.
  test.editor.run('file.downscale')
  await test.editor.flush()
  expect(test.asked).toHaveLength(2)
})

it('places a layer smaller', async () => {
  const test = await window()
  await test.editor.actions.openFile(new Blob(), 'big.png', 'layer')
  expect(toasts(test)).toEqual([offer])
  test.editor.run('file.downscale')
  await expect.poll(() => test.editor.document.getState().history.done).toEqual(['Place layer'])
  expect(test.asked.at(-1)).toEqual({ document: 'doc', upload: 'big.png', downscale: true })
})

it('offers it for the last picture alone', async () => {
  const test = await window()
  for (const name of ['one.png', 'two.png']) await test.editor.actions.openFile(new Blob(), name, 'document')
  expect(toasts(test)).toEqual([offer])
  test.editor.run('file.downscale')
  await expect.poll(() => test.asked.at(-1)).toEqual({ from: { kind: 'upload', upload: 'two.png' }, downscale: true })
})
