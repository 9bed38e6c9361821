/**
 * From a picture to files of layers: every edit in turn, all of it undone and redone, saved, opened again, exported. The
 * tests go on from each other, as a person's work does.
 */
import { readFile } from 'node:fs/promises'
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { preparePsdTools } from '../../scripts/interop.ts'
import { decodePicture } from '../../src/main/imaging/codecs/decode.ts'
import { getDocument, walk } from '../../src/shared/document/tree.ts'
import type { EditorWindow } from './support/editor-window.ts'
import { differing, sameBytes } from './support/pixels.ts'
import { drawPoster, poster } from './support/pictures.ts'
import { startProgram, type Program } from './support/program.ts'
import { readPsdLayers } from './support/read-psd.ts'
import { readSaved, type SavedDocument } from './support/saved-document.ts'

let folder: string
let program: Program
let editor: EditorWindow
const at = (name: string) => path.join(folder, name)

/** The document as it was opened, and with all edits. */
let opened: SavedDocument
let edited: SavedDocument
/** Names of the layers that hold the disc and the card. */
let disc: string
let card: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lamina-e2e-'))
  await drawPoster(at('poster.png'))
  program = await startProgram({ home: at('home') })
  editor = await program.window()
})
afterAll(async () => {
  await program?.stop()
  await rm(folder, { recursive: true, force: true })
})

// A step that failed leaves nothing to go on from.
let broken = false
beforeEach(({ skip }) => skip(broken, 'an earlier step failed'))
afterEach(({ task }) => {
  broken ||= task.result?.state === 'fail'
})

/** The name of the layer that a click on the canvas selects. */
async function layerAt({ x, y }: { x: number; y: number }): Promise<string> {
  await editor.nameOf('Background').click()
  await editor.click(x, y)
  // A click is answered when the pixels under it are known.
  await expect.poll(() => editor.selectedLayers()).not.toEqual(['Background'])
  const selected = await editor.selectedLayers()
  expect(selected).toHaveLength(1)
  return selected[0]
}

async function position(): Promise<number[]> {
  return Promise.all(['X', 'Y'].map(async (name) => Number(await editor.field(name).inputValue())))
}

describe('from a picture to files of layers', () => {
  it('opens a picture as one layer', async () => {
    await editor.open(at('poster.png'))
    expect(await editor.layerNames()).toEqual(['Background'])
    expect(await editor.page.title()).toBe('poster – Lamina')
    opened = await editor.savedCopy()
    expect(differing(opened.composite, (await decodePicture(at('poster.png'))).image)).toBe(0)
  })

  it('decomposes it, and the layers are the picture', async () => {
    await editor.decompose()
    const names = await editor.layerNames()
    expect(names.length).toBeGreaterThanOrEqual(4)
    expect(names.at(-1)).toBe('Background')
    expect(names).toContain('Text: SALE')
    const { composite, names: saved } = await editor.savedCopy()
    expect(saved.reverse()).toEqual(names)
    expect(differing(composite, opened.composite)).toBe(0)
    disc = await layerAt({ x: poster.disc.x - 100, y: poster.disc.y })
    card = await layerAt(poster.card)
    expect(new Set([disc, card, 'Background', 'Text: SALE']).size).toBe(4)
  })

  it('renames a layer', async () => {
    await editor.nameOf(card).dblclick()
    const field = editor.page.getByRole('textbox', { name: 'Layer name' })
    await field.fill('Card')
    await field.press('Enter')
    await editor.layer('Card').waitFor()
    card = 'Card'
  })

  it('hides a layer and shows another one again', async () => {
    await editor.page.getByRole('button', { name: 'Hide Text: SALE' }).click()
    await expect.poll(() => editor.descriptionOf('Text: SALE')).toContain('hidden')
    await editor.page.getByRole('button', { name: `Hide ${disc}` }).click()
    await editor.page.getByRole('button', { name: `Show ${disc}` }).click()
    await expect.poll(() => editor.descriptionOf(disc)).toBe('')
  })

  it('reorders by dragging in the panel', async () => {
    const before = await editor.layerNames()
    const [from, to] = [await editor.nameOf('Card').boundingBox(), await editor.layer(before[0]).boundingBox()]
    if (!from || !to) throw new Error('The rows are not there.')
    await editor.dragMouse({ x: from.x + 20, y: from.y + from.height / 2 }, { x: from.x + 20, y: to.y + 4 })
    await expect.poll(() => editor.layerNames()).toEqual(['Card', ...before.filter((name) => name !== 'Card')])
  })

  it('reorders by keys', async () => {
    const before = await editor.layerNames()
    await editor.nameOf('Card').click()
    await editor.press('Mod+[')
    await expect.poll(() => editor.layerNames()).toEqual([before[1], 'Card', ...before.slice(2)])
  })

  it('moves a layer by dragging it on the canvas', async () => {
    await layerAt(poster.card)
    const before = await position()
    // Free of snapping.
    await editor.drag(poster.card, { x: poster.card.x + 37, y: poster.card.y - 23 }, ['Mod'])
    await expect.poll(position).toEqual([before[0] + 37, before[1] - 23])
    expect(await editor.selectedLayers()).toEqual(['Card'])
  })

  it('moves it by arrow keys, and by numbers', async () => {
    const [x, y] = await position()
    await editor.press('ArrowLeft', 'ArrowLeft', 'Shift+ArrowDown')
    await expect.poll(position).toEqual([x - 2, y + 10])
    const field = editor.field('X')
    await field.fill('400')
    await field.press('Enter')
    await expect.poll(position).toEqual([400, y + 10])
  })

  it('sets blend mode and opacity', async () => {
    await editor.nameOf(disc).click()
    await editor.page.getByRole('combobox', { name: 'Blend mode' }).click()
    await editor.page.getByRole('option', { name: 'Multiply' }).click()
    await expect.poll(() => editor.descriptionOf(disc)).toContain('Multiply')
    const opacity = editor.field('Opacity in percent')
    await opacity.fill('60')
    await opacity.press('Enter')
    await expect.poll(() => editor.descriptionOf(disc)).toBe('Multiply, 60%')
  })

  it('masks a layer, and paints on the mask', async () => {
    await layerAt({ x: 420, y: poster.card.y })
    expect(await editor.selectedLayers()).toEqual(['Card'])
    await editor.button('Add mask').click()
    await expect.poll(() => editor.descriptionOf('Card')).toBe('masked')
    await editor.press('e')
    await editor.drag({ x: 420, y: poster.card.y }, { x: 500, y: poster.card.y })
    await editor.page.getByRole('tab', { name: 'History' }).click()
    await editor.page.getByRole('button', { name: 'Erase on mask' }).waitFor()
    await editor.press('v')
  })

  it('splits a layer into a group, in its place', async () => {
    const before = await editor.layerNames()
    await editor.layerMenu(disc, 'Split this layer')
    await editor.told('Split the layer')
    const names = await editor.layerNames()
    const parts = names.length - before.length
    expect(parts).toBeGreaterThanOrEqual(2)
    expect(names.indexOf(disc)).toBe(before.indexOf(disc))
    await expect.poll(() => editor.layer(disc).getAttribute('aria-expanded')).toBe('true')
    edited = await editor.savedCopy()
  })

  it('undoes everything and does it again', async () => {
    const steps = await editor.undoAll()
    expect(await editor.layerNames()).toEqual(['Background'])
    expect((await editor.savedCopy()).records).toEqual(opened.records)
    expect(await editor.redoAll()).toBe(steps)
    expect((await editor.savedCopy()).records).toEqual(edited.records)
  })

  it('opens what was saved as it was', async () => {
    await editor.open(edited.file)
    const again = await editor.savedCopy()
    expect(again.records).toEqual(edited.records)
    for (const [id, pixels] of edited.pixels) expect(sameBytes(again.pixels.get(id), pixels), id).toBe(true)
  })

  it('exports a PNG of what the compositor makes of the layers', async () => {
    const { name, file } = await editor.export('PNG')
    expect(path.extname(name)).toBe('.png')
    expect(differing((await decodePicture(file)).image, edited.composite)).toBe(0)
  })

  describe('exports a PSD', () => {
    let file: string

    it('in which ag-psd reads the layers bit for bit', async () => {
      const exported = await editor.export('PSD')
      file = exported.file
      expect(path.extname(exported.name)).toBe('.psd')
      const psd = readPsdLayers(await readFile(file))
      const { width, height } = getDocument(edited.records)
      expect([psd.width, psd.height]).toEqual([width, height])
      const expected = [...walk(edited.records)].map(({ layer }) => layer)
      expect(psd.layers.map((layer) => layer.name)).toEqual(expected.map((layer) => layer.name))
      for (const [index, record] of expected.entries()) {
        const layer = psd.layers[index]
        expect(layer).toMatchObject({ hidden: !record.visible, blendMode: record.blendMode })
        expect(layer.opacity).toBeCloseTo(record.opacity, 2)
        expect(layer.masked).toBe(record.mask !== null)
        if (record.type !== 'pixels') continue
        expect([layer.left, layer.top]).toEqual(record.transform.slice(4))
        expect(sameBytes(layer.pixels, edited.pixels.get(record.id)), record.name).toBe(true)
      }
      expect(sameBytes(psd.composite, edited.composite.data)).toBe(true)
    })

    it('in which psd-tools reads the same layers', ({ skip }) => {
      const reader = preparePsdTools(console.log)
      if ('missing' in reader) return skip(`psd-tools is not there: ${reader.missing}`)
      const script = fileURLToPath(new URL('../interop/read-psd.py', import.meta.url))
      const { stdout } = spawnSync(reader.program, [script, file], { maxBuffer: 1 << 28 })
      const [{ layers }] = JSON.parse(stdout.toString()) as [{ layers: { name: string; blendMode: string }[] }]
      const expected = [...walk(edited.records)].map(({ layer: { name, blendMode } }) => ({ name, blendMode }))
      expect(layers.map(({ name, blendMode }) => ({ name, blendMode }))).toEqual(expected)
    })
  })

  it('saves a file that holds what it held when it is read without the editor', async () => {
    const { names } = await readSaved(edited.file)
    expect(names).toEqual(edited.names)
    expect(editor.problems).toEqual([])
  })
})
