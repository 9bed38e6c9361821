/** Live text through the contract: drawn, matched, exported. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DocumentState } from '../../../shared/contract/api.ts'
import { insertLayers } from '../../../shared/document/commands/structure.ts'
import { newPixelLayer, translation } from '../../../shared/document/records.ts'
import type { TextRun } from '../../../shared/document/types.ts'
import { inspectPsd } from '../../formats/psd/psd-format.ts'
import { testPicture, writePicture } from '../test-picture.fixture.ts'
import { openFile, openTestEditor, type TestEditor, type TestWindow } from './editor.fixture.ts'

let test: TestEditor
let window: TestWindow
let state: DocumentState

const text = {
  string: 'Open Studio',
  family: 'Playfair Display',
  weight: 700,
  italic: false,
  size: 36,
  color: [20, 40, 60] as [number, number, number],
  align: 'left' as const,
  tracking: 0,
  lineHeight: 1.2,
}

/** A layer in which the text was read. */
beforeAll(async () => {
  test = await openTestEditor()
  window = test.open()
  state = await openFile(test.editor, window, await writePicture(test.at('poster.png'), testPicture(300, 120)))
  const { document } = state
  const drawn = await window.client.call('text.draw', { document, text, placement: translation(20.25, 70.5) })
  const { asset, x, y, width, height } = drawn!
  const read: TextRun = { string: text.string, box: { x, y, width, height }, confidence: 0.98, color: text.color }
  const size = { asset, width, height, transform: translation(x, y) }
  const layer = newPixelLayer({ id: 'line', name: 'Text: Open Studio', kind: 'text', ...size, texts: [read] })
  const at = { parent: null, above: Object.keys(state.records).find((id) => id !== 'document') ?? null }
  const diff = insertLayers(state.records, { layers: [layer], at })
  await window.client.call('document.commit', { document, baseRevision: 0, diff })
})
afterAll(() => test.close())

it('matches a layer, and says where its pixels were', async () => {
  const { document } = state
  const found = await window.client.call('text.match', { document, layer: 'line' })
  expect(found).toMatchObject({ string: 'Open Studio', family: 'Playfair Display', color: [20, 40, 60] })
  expect(found.size / 36).toBeCloseTo(1, 1.5)
  const layer = test.editor.document(document)!.records.line
  expect(layer).toMatchObject({ asset: found.original!.asset, width: found.original!.width })
  await expect(window.client.call('text.match', { document, layer: 'nobody' })).rejects.toMatchObject({
    code: 'LAYER_NOT_FOUND',
  })
})

it('draws nothing for nothing', async () => {
  const { document } = state
  const blank = { ...text, string: '  ' }
  expect(await window.client.call('text.draw', { document, text: blank, placement: translation(0, 0) })).toBe(null)
})

it('exports read text as type layers where that is asked for', async () => {
  const typesOf = async (editableText: boolean) => {
    const options = { layers: null, trim: false, hidden: true, editableText }
    const params = { document: state.document, format: 'psd', options, to: { kind: 'download' } } as const
    const started = await window.client.call('export.start', params)
    const outcome = await window.ended(started!.job)
    if (outcome.status !== 'done') throw new Error(JSON.stringify(outcome))
    const { download, warnings } = outcome.result as { download: string; warnings: { code: string }[] }
    const file = test.editor.transfers.download(path.basename(download))!.path
    const { layers } = await inspectPsd(await readFile(file))
    return { types: layers.map(({ type, text: words }) => words ?? type), codes: warnings.map(({ code }) => code) }
  }
  expect(await typesOf(false)).toEqual({ types: ['pixels', 'pixels'], codes: [] })
  expect(await typesOf(true)).toEqual({ types: ['pixels', 'Open Studio'], codes: ['FONTS_NEEDED'] })
})
