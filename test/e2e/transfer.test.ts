/** Pictures that come from outside, and layers that are copied: drop, paste, place. */
import { writeFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { sampleLayers } from './support/sample-project.ts'
import { drawBadge } from './support/pictures.ts'
import { useSession } from './support/session.ts'

const badgeSize = 96
const session = useSession()
let badge: Buffer
beforeAll(async () => {
  badge = await drawBadge(badgeSize)
  await writeFile(session.at('badge.png'), badge)
})

/** A drag with a file in it, which goes over an element and is dropped there. */
async function dropFile(name: string, zone: string): Promise<void> {
  const { page } = session.editor
  const files = await page.evaluateHandle(
    ({ name, bytes }) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, { type: 'image/png' }))
      return transfer
    },
    { name, bytes: badge.toString('base64') },
  )
  await page.dispatchEvent('main', 'dragenter', { dataTransfer: files })
  const target = page.getByText(zone, { exact: true })
  await target.waitFor()
  await target.dispatchEvent('dragover', { dataTransfer: files })
  await target.dispatchEvent('drop', { dataTransfer: files })
}

async function pasteFile(): Promise<void> {
  await session.editor.page.evaluate((bytes) => {
    const clipboardData = new DataTransfer()
    const file = new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], 'image.png', { type: 'image/png' })
    clipboardData.items.add(file)
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    )
  }, badge.toString('base64'))
}

async function sizeOfLayer(): Promise<number[]> {
  const { editor } = session
  return Promise.all(['Width', 'Height'].map(async (name) => Number(await editor.field(name).inputValue())))
}

describe('a picture that is dropped', () => {
  it('becomes a layer of the document', async () => {
    const { editor } = session
    await dropFile('badge.png', 'Add as layer')
    await editor.layer('badge').waitFor()
    expect(await editor.layerNames()).toEqual(['badge', ...sampleLayers])
    await expect.poll(sizeOfLayer).toEqual([badgeSize, badgeSize])
    expect(await editor.selectedLayers()).toEqual(['badge'])
    await editor.press('Mod+z')
    await expect.poll(() => editor.layerNames()).toEqual(sampleLayers)
  })

  it('is opened instead of the document', async () => {
    const { editor } = session
    await dropFile('badge.png', 'Open')
    await editor.layer('Background').waitFor()
    expect(await editor.layerNames()).toEqual(['Background'])
    expect(await editor.page.title()).toBe('badge – Lamina')
  })

  it('does not take unsaved work away unasked', async () => {
    const { editor } = session
    await editor.nameOf('Bar').click()
    await editor.press('Delete')
    await editor.layer('Bar').waitFor({ state: 'detached' })
    await dropFile('badge.png', 'Open')
    await editor.page.getByRole('alertdialog', { name: /Save changes/ }).waitFor()
    await editor.dialog.getByRole('button', { name: 'Cancel' }).click()
    expect(await editor.layerNames()).toEqual(['Dot', 'Card', 'Disc', 'Ground'])
  })
})

describe('a picture that is pasted', () => {
  it('becomes a layer above the active one', async () => {
    const { editor } = session
    await editor.nameOf('Disc').click()
    await pasteFile()
    await editor.layer('Pasted image').waitFor()
    expect(await editor.layerNames()).toEqual(['Bar', 'Dot', 'Card', 'Pasted image', 'Disc', 'Ground'])
  })

  it('is none of ours while a name is edited', async () => {
    const { editor } = session
    await editor.nameOf('Disc').dblclick()
    await editor.page.getByRole('textbox', { name: 'Layer name' }).waitFor()
    await pasteFile()
    await editor.press('Escape')
    await editor.settled()
    expect(await editor.layerNames()).toEqual(sampleLayers)
  })
})

describe('a layer that is copied', () => {
  it('is pasted where it was, with its pixels', async () => {
    const { editor } = session
    await editor.nameOf('Card').click()
    const place = async () => Promise.all(['X', 'Y', 'Width', 'Height'].map((name) => editor.field(name).inputValue()))
    const before = await place()
    await editor.press('Mod+c')
    await editor.idle()
    await editor.menu('Edit', 'Paste')
    await editor.layer('Pasted image').waitFor()
    await expect.poll(place).toEqual(before)
    const saved = await editor.savedCopy()
    const [original, copy] = ['Card', 'Pasted image'].map((name) => saved.pixels.get(saved.layer(name).id))
    expect(copy && original && Buffer.compare(copy, original)).toBe(0)
  })

  it('is duplicated by its keys, and placed from a file by the menu', async () => {
    const { editor } = session
    await editor.nameOf('Card').click()
    await editor.press('Mod+j')
    await expect.poll(async () => (await editor.layerNames()).length).toBe(sampleLayers.length + 1)
    const [chooser] = await Promise.all([
      editor.page.waitForEvent('filechooser'),
      editor.menu('File', 'Place as layer…'),
    ])
    await chooser.setFiles(session.at('badge.png'))
    await editor.layer('badge').waitFor()
  })
})
