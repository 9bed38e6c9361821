/** Jobs on open documents: one change each, or none. */
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DocumentState, EventData } from '../../../shared/contract/api.ts'
import { renameLayer } from '../../../shared/document/commands/properties.ts'
import { applyDiff, reverseDiff } from '../../../shared/document/diff.ts'
import { childrenOf } from '../../../shared/document/tree.ts'
import type { PixelLayer, RecordsDiff } from '../../../shared/document/types.ts'
import { decodePicture } from '../../imaging/codecs/decode.ts'
import { testPicture, writePicture } from '../test-picture.fixture.ts'
import { exportSource } from '../export-project.ts'
import { snapshotOf } from './layer-job.ts'
import { openFile, openTestEditor, type TestEditor, type TestWindow } from './editor.fixture.ts'

let test: TestEditor
let window: TestWindow
let state: DocumentState

beforeEach(async () => {
  test = await openTestEditor()
  window = test.open()
  state = await openFile(test.editor, window, await writePicture(test.at('poster.png'), testPicture(160, 40)))
})
afterEach(() => test.close())

const records = () => test.editor.document(state.document)!.records
const changes = () =>
  window.told
    .filter(({ event }) => event === 'document.changed')
    .map(({ data }) => data as EventData<'document.changed'>)

const found = (job?: string) =>
  window.told
    .filter(({ event }) => event === 'job.layers')
    .map(({ data }) => data as EventData<'job.layers'>)
    .filter((told) => job === undefined || told.job === job)
    .map(({ layers }) => layers)

async function decompose(options: Record<string, unknown> = {}) {
  const { job } = await window.client.call('decompose.start', { document: state.document, options })
  return { job, outcome: await window.ended(job) }
}

describe('decompose', () => {
  it('is one change, told before the job ends, and taken back by its reverse', async () => {
    const { job, outcome } = await decompose({ layers: 4 })
    expect(outcome).toMatchObject({ status: 'done', result: { revision: 1, notes: [] } })
    const [change] = changes()
    expect(change).toMatchObject({ baseRevision: 0, revision: 1, label: 'Decompose', job })
    const after = applyDiff(state.records, change.diff)
    expect(after).toEqual(records())
    expect(childrenOf(after, null).map(({ name }) => name)).toEqual([
      'Background',
      'Text: SALE',
      'Stripe 1',
      'Stripe 2',
    ])
    expect(after.document).toMatchObject({ engine: { id: 'peel', options: { layers: 4 } } })
    const { revision } = await window.client.call('document.commit', {
      document: state.document,
      baseRevision: 1,
      diff: reverseDiff(change.diff),
    })
    expect(revision).toBe(2)
    expect(records()).toEqual(state.records)
    const names = window.told.map(({ event }) => event)
    expect(names.indexOf('document.changed')).toBeLessThan(names.lastIndexOf('job.ended'))
    expect(names.indexOf('job.progress')).toBeGreaterThanOrEqual(0)
  })

  it('tells of layers as they are found, from the top down', async () => {
    await decompose({ layers: 3 })
    expect(found().map((layers) => layers.map(({ name }) => name))).toEqual([
      ['Stripe 1'],
      ['Stripe 1', 'Text: SALE', 'Background'],
    ])
    expect(found()[0][0].box).toEqual({ x: 80, y: 0, width: 40, height: 40 })
  })

  it('changes nothing when it is cancelled or fails, and lets nobody else change the document meanwhile', async () => {
    const { job } = await window.client.call('decompose.start', {
      document: state.document,
      options: { engine: 'slow' },
    })
    const diff = renameLayer(state.records, { id: 'layer-1', name: 'Sky' })
    const commit = { document: state.document, baseRevision: 0, diff }
    await expect(window.client.call('document.commit', commit)).rejects.toMatchObject({ code: 'DOCUMENT_BUSY' })
    await expect(decompose()).rejects.toMatchObject({ code: 'DOCUMENT_BUSY' })
    expect(await window.client.call('jobs.cancel', { job })).toEqual({ found: true })
    expect(await window.ended(job)).toEqual({ status: 'cancelled' })
    expect((await decompose({ engine: 'failing' })).outcome).toMatchObject({
      status: 'failed',
      error: { code: 'ENGINE_FAILED' },
    })
    expect(records()).toEqual(state.records)
    expect(changes()).toEqual([])
    expect(await window.client.call('document.commit', commit)).toEqual({ revision: 1 })
  })

  it('does not let a window cancel the jobs of another', async () => {
    const { job } = await window.client.call('decompose.start', {
      document: state.document,
      options: { engine: 'slow' },
    })
    expect(await test.open().client.call('jobs.cancel', { job })).toEqual({ found: false })
    await window.session.close()
    expect(test.editor.document(state.document)).toBeUndefined()
  })

  it('refuses an engine that is not there before it starts', async () => {
    await expect(decompose({ engine: 'magic' })).rejects.toMatchObject({ code: 'ENGINE_UNKNOWN' })
    expect(await window.client.call('document.close', { document: state.document })).toEqual({})
  })
})

describe('what a cancelled decompose had finished', () => {
  /** Starts, and cancels when something is finished. */
  async function cancelled() {
    const { job } = await window.client.call('decompose.start', {
      document: state.document,
      options: { engine: 'partial' },
    })
    await vi.waitFor(() => expect(found(job)).toHaveLength(1))
    await window.client.call('jobs.cancel', { job })
    return window.ended(job)
  }
  const keep = () => window.client.call('decompose.keep', { document: state.document })
  const drop = () => window.client.call('decompose.drop', { document: state.document })
  const commit = (diff: RecordsDiff, baseRevision = 0) =>
    window.client.call('document.commit', { document: state.document, baseRevision, diff })
  const gone = { code: 'NOT_AVAILABLE' }

  it('is offered, and kept as one change whose layers are the picture', async () => {
    expect(await cancelled()).toEqual({ status: 'cancelled', finished: 2 })
    expect(records()).toEqual(state.records)
    expect(await window.ended((await keep()).job)).toMatchObject({ status: 'done', result: { revision: 1, notes: [] } })
    const [change] = changes()
    expect(change).toMatchObject({ baseRevision: 0, revision: 1, label: 'Keep 2 finished layers' })
    const layers = childrenOf(records(), null)
    expect(layers.map(({ name }) => name)).toEqual(['Background', 'Text: SALE', 'Stripe 1'])

    const document = test.editor.document(state.document)!
    const { composite } = await exportSource(snapshotOf(document), new AbortController().signal)
    expect(Buffer.from(composite.data).equals(testPicture(160, 40).data)).toBe(true)
    // Their soft edges are kept: what shows through is in the background.
    const [, text] = layers as PixelLayer[]
    const pixels = await document.working.getAsset(text.asset)
    const row = 20 * text.width * 4
    expect([pixels.data[row + 3], pixels.data[row + 7]]).toEqual([100, 255])

    await commit(reverseDiff(change.diff), 1)
    expect(records()).toEqual(state.records)
    await expect(keep()).rejects.toMatchObject(gone)
  })

  it('is gone when the document is edited, when it is dropped and when another job begins', async () => {
    await cancelled()
    await commit(renameLayer(records(), { id: 'layer-1', name: 'Sky' }))
    await expect(keep()).rejects.toMatchObject(gone)

    expect(await cancelled()).toMatchObject({ finished: 2 })
    await drop()
    await expect(keep()).rejects.toMatchObject(gone)

    expect(await cancelled()).toMatchObject({ finished: 2 })
    await decompose({ engine: 'failing' })
    await expect(keep()).rejects.toMatchObject(gone)
  })

  it('is nothing where nothing was finished, or the job is done', async () => {
    const { job } = await window.client.call('decompose.start', {
      document: state.document,
      options: { engine: 'slow' },
    })
    await window.client.call('jobs.cancel', { job })
    expect(await window.ended(job)).toEqual({ status: 'cancelled' })
    await expect(keep()).rejects.toMatchObject(gone)
    await decompose({ layers: 3 })
    await expect(keep()).rejects.toMatchObject(gone)
  })

  it('stays to be kept when keeping it is cancelled', async () => {
    await cancelled()
    const { job } = await keep()
    await window.client.call('jobs.cancel', { job })
    expect(await window.ended(job)).toEqual({ status: 'cancelled', finished: 2 })
    expect(await window.ended((await keep()).job)).toMatchObject({ status: 'done' })
  })
})

describe('split', () => {
  it('takes several layers apart as one change; the others stay as they are', async () => {
    await decompose({ layers: 4 })
    const before = records()
    const layers = ['layer-3', 'layer-4']
    const { job } = await window.client.call('split.start', {
      document: state.document,
      layers,
      options: { layers: 3 },
    })
    const outcome = await window.ended(job)
    expect(outcome).toMatchObject({ status: 'done', result: { revision: 2 } })
    const change = changes()[1]
    expect(change.label).toBe('Split 2 layers')
    expect(Object.keys(change.diff.removed).sort()).toEqual(layers)
    for (const id of ['layer-2', 'layer-5']) expect(records()[id]).toEqual(before[id])
    const groups = (outcome as { result: { layers: string[] } }).result.layers
    expect(groups.map((id) => childrenOf(records(), id).length)).toEqual([3, 3])
  })

  it('tells where layers are found in the document, those of layers that are done included', async () => {
    await decompose({ layers: 3 })
    const layers = ['layer-3', 'layer-4']
    const { job } = await window.client.call('split.start', {
      document: state.document,
      layers,
      options: { layers: 2 },
    })
    await window.ended(job)
    // Stripes of 40 pixels at 0 and 80, each cut at its left half.
    expect(found(job).map((all) => all.map(({ name, box }) => `${name} ${box.x}+${box.width}`))).toEqual([
      ['Text: SALE 0+20'],
      ['Text: SALE 0+20', 'Background 0+40'],
      ['Text: SALE 80+20', 'Text: SALE 0+20', 'Background 0+40'],
      ['Text: SALE 80+20', 'Background 80+40', 'Text: SALE 0+20', 'Background 0+40'],
    ])
  })

  it('reports what cannot be split', async () => {
    const { job } = await window.client.call('split.start', {
      document: state.document,
      layers: ['layer-1'],
      options: { engine: 'single' },
    })
    expect(await window.ended(job)).toMatchObject({ status: 'failed', error: { code: 'LAYER_NOT_SPLITTABLE' } })
    await expect(
      window.client.call('split.start', { document: state.document, layers: ['layer-9'] }),
    ).rejects.toMatchObject({ code: 'LAYER_NOT_FOUND' })
  })
})

describe('export', () => {
  it.each(['psd', 'png', 'layers', 'ora', 'pptx', 'json'] as const)(
    'prepares %s as a download of the estimated size',
    async (format) => {
      await decompose({ layers: 3 })
      const { document } = state
      const started = await window.client.call('export.start', { document, format, to: { kind: 'download' } })
      const outcome = await window.ended(started?.job ?? '')
      const estimate = await window.client.call('export.estimate', { document, format })
      expect(outcome).toMatchObject({ status: 'done', result: { path: null, bytes: estimate.bytes } })
      const told = { ora: ['RASTERISED'], pptx: ['FONT_REPLACED'] }[String(format)] ?? []
      expect(estimate.warnings.map(({ code }) => code)).toEqual(told)
      const { download, name } = (outcome as { result: { download: string; name: string } }).result
      expect(name).toBe(format === 'layers' ? 'poster.zip' : `poster.${format}`)
      expect(test.editor.transfers.download(download.split('/').at(-1) ?? '')?.name).toBe(name)
    },
  )

  it('exports a single layer cropped to what it shows', async () => {
    await decompose({ layers: 3 })
    const options = { layers: ['layer-3'], trim: true }
    const { document } = state
    const whole = await window.client.call('export.estimate', { document, format: 'png' })
    const part = await window.client.call('export.estimate', { document, format: 'png', options })
    expect(part.bytes).toBeLessThan(whole.bytes)
  })

  it.each([
    [{ factor: 0.5 }, 80, 20],
    [{ factor: 2 }, 320, 80],
    [{ width: 100 }, 100, 25],
  ])('scales a flat picture and the layers by %j', async (scale, width, height) => {
    await decompose({ layers: 3 })
    const { document } = state
    for (const format of ['png', 'layers'] as const) {
      const started = await window.client.call('export.start', {
        document,
        format,
        options: { scale },
        to: { kind: 'download' },
      })
      const outcome = (await window.ended(started?.job ?? '')) as { result: { download: string; bytes: number } }
      const estimate = await window.client.call('export.estimate', { document, format, options: { scale } })
      expect(estimate.bytes).toBe(outcome.result.bytes)
      const file = test.editor.transfers.download(outcome.result.download.split('/').at(-1) ?? '')?.path ?? ''
      const picture = format === 'png' ? file : path.join(path.dirname(file), 'layers/layers/00-background.png')
      expect((await decodePicture(picture)).info).toMatchObject({ width, height })
    }
  })

  it('refuses a scale that makes too much', async () => {
    const options = { scale: { width: 65_535 } }
    const estimate = window.client.call('export.estimate', { document: state.document, format: 'png', options })
    await expect(estimate).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' })
  })

  it('hands a dragged layer to the system as a file', async () => {
    const dragged: [string, Uint8Array][] = []
    const startDrag = (file: string, icon: Uint8Array) => void dragged.push([file, icon])
    const electron = test.open({ kind: 'electron', window: { startDrag, addRecent() {} } as never })
    const { document } = await openFile(test.editor, electron, test.at('poster.png'))
    await electron.client.call('export.dragOut', { document, layer: 'layer-1' })
    expect(path.basename(dragged[0][0])).toBe('background.png')
    expect((await decodePicture(dragged[0][0])).info).toMatchObject({ format: 'png', width: 160, height: 40 })
    expect(dragged[0][1].length).toBeGreaterThan(100)
    const { document: other } = state
    const refused = window.client.call('export.dragOut', { document: other, layer: 'layer-1' })
    await expect(refused).rejects.toMatchObject({ code: 'NOT_AVAILABLE' })
  })

  it('answers null where the dialog was dismissed', async () => {
    const electron = test.open({
      kind: 'electron',
      window: { chooseTarget: async () => null, addRecent() {} } as never,
    })
    const { document } = await openFile(test.editor, electron, test.at('poster.png'))
    expect(await electron.client.call('export.start', { document, format: 'psd', to: { kind: 'dialog' } })).toBeNull()
  })
})
