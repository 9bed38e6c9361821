/** Pictures above the limits: refused with the size that fits, and opened at that where it is asked for. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DocumentState, OpenFrom } from '../../../shared/contract/api.ts'
import type { ErrorData } from '../../../shared/contract/errors.ts'
import { getDocument, getLayer } from '../../../shared/document/tree.ts'
import { fakeEngines } from '../fake-engines.fixture.ts'
import { testPicture, writePicture } from '../test-picture.fixture.ts'
import { openTestEditor, uploadFile, type TestEditor, type TestWindow } from './editor.fixture.ts'

let test: TestEditor
let window: TestWindow
let file: string

beforeEach(async () => {
  test = await openTestEditor(undefined, { engines: fakeEngines, pictureLimits: { maxPixels: 80 * 40 } })
  window = test.open()
  file = await writePicture(test.at('poster.png'), testPicture(160, 80))
})
afterEach(() => test.close())

async function refused(from: OpenFrom, { client } = window): Promise<ErrorData> {
  const outcome = await client.request('document.open', { from })
  if (outcome.status !== 'failed') throw new Error(`It was ${outcome.status}.`)
  return outcome.error
}

async function downscaled(from: OpenFrom, { client } = window): Promise<DocumentState> {
  const state = await client.call('document.open', { from, downscale: true })
  if (!state) throw new Error('Nothing was opened.')
  return state
}

const sha256 = async () =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex')

describe('a picture above the limits', () => {
  it('is refused, and opened smaller from the same upload', async () => {
    const from = { kind: 'upload', upload: await uploadFile(test.editor, file, 'big.png') } as const
    const error = await refused(from)
    expect(error).toMatchObject({ code: 'IMAGE_TOO_LARGE', fits: { width: 80, height: 40 } })
    expect(error.message).toMatch(/^big\.png is 160 × 80 pixels/)
    expect(error.upload).toBeUndefined()

    const { document, name, notices, records } = await downscaled(from)
    expect(name).toBe('big')
    expect(notices).toEqual([
      {
        code: 'CONVERTED',
        message: 'The picture was reduced from 160 × 80 to 80 × 40 pixels; its file stays as it is.',
      },
    ])
    expect(getDocument(records)).toMatchObject({ width: 80, height: 40 })
    expect(getLayer(records, 'layer-1')).toMatchObject({ width: 80, height: 40 })
    // What it is compared with is of the same size.
    expect(await window.client.call('document.original', { document })).toMatchObject({ width: 80, height: 40 })
    const { job } = await window.client.call('decompose.start', { document, options: { layers: 3 } })
    expect(await window.ended(job)).toMatchObject({ status: 'done' })
  })

  it.each(['dialog', 'startup'] as const)('from a %s can be named again without its path', async (kind) => {
    const before = await sha256()
    const electron = test.open({
      kind: 'electron',
      window: { chooseFile: async () => file, addRecent: () => {} } as never,
      takeStartup: () => file,
    })
    const error = await refused({ kind }, electron)
    expect(error.fits).toEqual({ width: 80, height: 40 })
    expect(JSON.stringify(error.upload)).not.toContain('poster')
    const { name, records } = await downscaled({ kind: 'upload', upload: error.upload ?? '' }, electron)
    expect(name).toBe('poster')
    expect(getDocument(records).width).toBe(80)
    expect(await sha256()).toBe(before)
    // It is among the recent files, and refused from there as before.
    const [{ id }] = await electron.client.call('recent.list', {})
    expect((await refused({ kind: 'recent', id }, electron)).fits).toEqual({ width: 80, height: 40 })
  })

  it('is refused as a layer, and placed smaller', async () => {
    const small = await uploadFile(test.editor, await writePicture(test.at('small.png'), testPicture(40, 40)))
    const { document } = await downscaled({ kind: 'upload', upload: small })
    const upload = await uploadFile(test.editor, file, 'big.png')
    const outcome = await window.client.request('document.place', { document, upload })
    expect(outcome).toMatchObject({ status: 'failed', error: { fits: { width: 80, height: 40 } } })
    const placed = await window.client.call('document.place', { document, upload, downscale: true })
    expect(placed).toMatchObject({ width: 80, height: 40, name: 'big' })
    expect(placed.notices.map(({ message }) => message)).toEqual([expect.stringMatching(/^The picture was reduced/)])
  })

  it('is not offered where it would be too small', async () => {
    const wide = await writePicture(test.at('wide.png'), testPicture(4000, 20))
    const error = await refused({ kind: 'upload', upload: await uploadFile(test.editor, wide) })
    expect(error.code).toBe('IMAGE_TOO_LARGE')
    expect(error).not.toHaveProperty('fits')
  })
})
