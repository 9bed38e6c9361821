/** A person's work and file are safe: from a crash, from another window, from another program, from a slip. */
import { copyFile, mkdtemp, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EditorWindow } from './support/editor-window.ts'
import { startProgram, underElectron, type Program } from './support/program.ts'
import { sampleLayers, writeSampleProject } from './support/sample-project.ts'
import { readSaved } from './support/saved-document.ts'

let folder: string
let program: Program
let editor: EditorWindow
const at = (name: string) => path.join(folder, name)

/** The program with the person's own file in its window. */
async function start(): Promise<void> {
  program = await startProgram({ home: at('home'), file: at('poster.lproj') })
  editor = await program.window()
  await editor.layer('Ground').waitFor()
  await editor.settled()
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lamina-e2e-'))
  await writeSampleProject(at('poster.lproj'))
  await start()
})
afterEach(async () => {
  await program?.stop()
  await rm(folder, { recursive: true, force: true })
})

async function removeLayer(name: string): Promise<void> {
  await editor.nameOf(name).click()
  await editor.press('Delete')
  await editor.layer(name).waitFor({ state: 'detached' })
  await editor.idle()
}

/** Names from the top, as the person's file has them. */
async function namesInFile(): Promise<string[]> {
  return (await readSaved(at('poster.lproj'))).names.reverse()
}

const saveState = () => editor.page.locator('footer').textContent()

describe('saving', () => {
  it('writes the file that was opened, and says so', async () => {
    await removeLayer('Bar')
    await expect.poll(saveState).toContain('Unsaved changes')
    expect(await editor.page.title()).toContain('•')
    await editor.press('Mod+s')
    await editor.told('Saved poster')
    await expect.poll(saveState).toContain('Saved')
    expect(await namesInFile()).toEqual(['Dot', 'Card', 'Disc', 'Ground'])
  })

  it('leaves the file alone until then, and goes back to it', async () => {
    await removeLayer('Bar')
    expect(await namesInFile()).toEqual(sampleLayers)
    await editor.menu('File', 'Revert')
    await expect.poll(() => editor.layerNames()).toEqual(sampleLayers)
    await editor.press('Mod+z')
    await expect.poll(() => editor.layerNames()).toEqual(['Dot', 'Card', 'Disc', 'Ground'])
  })

  it('asks where another program has changed the file meanwhile', async () => {
    await removeLayer('Bar')
    await utimes(at('poster.lproj'), new Date(), new Date(Date.now() + 5000))
    await editor.press('Mod+s')
    const question = editor.page.getByRole('alertdialog', { name: 'File was changed elsewhere' })
    await question.getByRole('button', { name: 'Cancel' }).click()
    expect(await namesInFile()).toEqual(sampleLayers)
    await expect.poll(saveState).toContain('Unsaved changes')
    await editor.press('Mod+s')
    await question.getByRole('button', { name: 'Overwrite' }).click()
    await editor.told('Saved poster')
    expect(await namesInFile()).toEqual(['Dot', 'Card', 'Disc', 'Ground'])
  })

  it('asks where the file is gone, and writes it again', async () => {
    await removeLayer('Bar')
    await rm(at('poster.lproj'))
    await editor.press('Mod+s')
    const question = editor.page.getByRole('alertdialog', { name: 'File was moved or deleted' })
    await question.getByRole('button', { name: 'Overwrite' }).click()
    await editor.told('Saved poster')
    expect(await namesInFile()).toEqual(['Dot', 'Card', 'Disc', 'Ground'])
  })

  it('is offered when a document with changes is closed', async () => {
    await removeLayer('Bar')
    await editor.menu('File', 'Close')
    const question = editor.page.getByRole('alertdialog', { name: 'Save changes to “poster”?' })
    await question.getByRole('button', { name: 'Cancel' }).click()
    expect(await editor.layerNames()).toHaveLength(4)
    await editor.menu('File', 'Close')
    await question.getByRole('button', { name: 'Save', exact: true }).click()
    await editor.page.getByRole('region', { name: 'Start' }).waitFor()
    expect(await namesInFile()).toEqual(['Dot', 'Card', 'Disc', 'Ground'])
  })
})

describe('a program that was killed', () => {
  it('offers what was not saved, and the file is as it was', async () => {
    await removeLayer('Bar')
    await removeLayer('Dot')
    await program.kill()
    expect(await namesInFile()).toEqual(sampleLayers)
    await program.stop()

    program = await startProgram({ home: at('home') })
    editor = await program.window()
    const offer = editor.page.getByRole('dialog', { name: 'Recover unsaved work' })
    await offer.getByRole('button', { name: 'Recover poster' }).click()
    await editor.layer('Ground').waitFor()
    expect(await editor.layerNames()).toEqual(['Card', 'Disc', 'Ground'])
    await editor.press('Mod+s')
    await editor.told('Saved poster')
    expect(await namesInFile()).toEqual(['Card', 'Disc', 'Ground'])
  })

  it('keeps the offer until it is taken or thrown away', async () => {
    await removeLayer('Bar')
    await program.kill()
    await program.stop()
    program = await startProgram({ home: at('home') })
    editor = await program.window()
    await editor.dialog.getByRole('button', { name: 'Later' }).click()
    await editor.leave()
    editor = await program.window()
    await editor.discardLeftovers()
    await editor.leave()
    editor = await program.window()
    await editor.page.getByRole('region', { name: 'Start' }).waitFor()
    expect(await editor.dialog.count()).toBe(0)
  })
})

describe.skipIf(underElectron)('a second window', () => {
  it('is told that the file is open already, and may open a copy of it', async () => {
    const second = await program.window()
    await copyFile(at('poster.lproj'), at('copy.lproj'))
    await second.menu('File', 'Open recent', 'poster.lproj')
    await second.told('Project is open in another window')
    await second.page.getByRole('region', { name: 'Start' }).waitFor()
    await second.open(at('copy.lproj'))
    expect(await second.layerNames()).toEqual(sampleLayers)

    await removeLayer('Bar')
    expect(await second.layerNames()).toEqual(sampleLayers)
    await editor.press('Mod+s')
    await editor.told('Saved poster')
  })

  it('shows nothing of the first, and the first is there again after a reload', async () => {
    await removeLayer('Bar')
    const second = await program.window()
    await second.page.getByRole('region', { name: 'Start' }).waitFor()
    await editor.page.reload()
    await editor.layer('Ground').waitFor()
    expect(await editor.layerNames()).toEqual(['Dot', 'Card', 'Disc', 'Ground'])
  })
})
