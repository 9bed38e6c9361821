/** A picture that needs the networks: how a job that takes long is shown, given up, and done. */
import sharp from 'sharp'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { decodePicture } from '../../src/main/imaging/codecs/decode.ts'
import { differing } from './support/pixels.ts'
import { useSession } from './support/session.ts'

const example = fileURLToPath(new URL('../../examples/coffee.jpg', import.meta.url))
const session = useSession({ sample: false })

beforeAll(() =>
  sharp(example)
    .resize(560)
    .png()
    .toFile(session.at('coffee.png'))
    .then(() => {}),
)

describe('decomposing a photograph', () => {
  it('can be cancelled, and the document is as it was', async () => {
    const { editor } = session
    await editor.open(session.at('coffee.png'))
    await editor.nameOf('Background').click()
    await editor.button('Add mask').click()
    await expect.poll(() => editor.descriptionOf('Background')).toBe('masked')
    await editor.press('Mod+z')
    const before = await editor.savedCopy()

    await editor.button('Decompose').click()
    const job = editor.page.getByRole('region', { name: 'Current job' })
    await job.getByRole('progressbar', { name: 'Decomposing' }).waitFor()
    // Looking is free, editing waits, and says why.
    expect(await editor.button('Undo').getAttribute('aria-disabled')).toBe('true')
    expect(await editor.button('Delete layer').getAttribute('aria-disabled')).toBe('true')
    await editor.press('Delete')
    await editor.press('Mod+1', 'Mod+0')
    expect(await editor.layerNames()).toEqual(['Background'])
    await job.getByRole('button', { name: 'Cancel' }).click()
    await editor.told('Decompose was cancelled')
    await job.waitFor({ state: 'detached' })

    const after = await editor.savedCopy()
    expect(after.records).toEqual(before.records)
    expect(differing(after.composite, before.composite)).toBe(0)
    // The step that was undone before can be redone still.
    await editor.press('Mod+Shift+z')
    await expect.poll(() => editor.descriptionOf('Background')).toBe('masked')
  })

  it('shows how far it is, what it found, and ends in layers that are the picture', async () => {
    const { editor } = session
    await editor.open(session.at('coffee.png'))
    await watchJob()
    await editor.button('Decompose').click()
    await editor.page.getByRole('region', { name: 'Current job' }).waitFor()
    await expect.poll(() => editor.page.locator('footer').textContent()).toContain('Decomposing')
    await editor.page.getByRole('list', { name: 'Layers found so far' }).getByRole('listitem').first().waitFor()
    await editor.decomposed()

    const { shares, spoken } = await watched()
    expect(shares).toEqual([...shares].sort((one, other) => one - other))
    expect(spoken[0]).toBe('Decomposing started')
    expect(spoken.at(-1)).toMatch(/^Found \d+ layers/)
    const names = await editor.layerNames()
    expect(names.length).toBeGreaterThanOrEqual(3)
    const saved = await editor.savedCopy()
    expect(differing(saved.composite, (await decodePicture(session.at('coffee.png'))).image)).toBe(0)

    // One step takes all of it back.
    await editor.press('Mod+z')
    await expect.poll(() => editor.layerNames()).toEqual(['Background'])
    await editor.press('Mod+Shift+z')
    await expect.poll(() => editor.layerNames()).toEqual(names)
  })

  it('is compared with the picture by keys', async () => {
    const { editor } = session
    await editor.open(session.at('coffee.png'))
    await editor.canvas.focus()
    await editor.press('y')
    const divider = editor.page.getByRole('slider', { name: 'Compare position' })
    await divider.focus()
    await editor.press('Home')
    expect(await divider.getAttribute('aria-valuenow')).toBe('0')
    await editor.press('ArrowRight', 'Shift+ArrowRight')
    expect(await divider.getAttribute('aria-valuenow')).toBe('11')
    await editor.press('End')
    expect(await divider.getAttribute('aria-valuenow')).toBe('100')
    await editor.page.getByRole('radio', { name: 'Difference' }).click()
    await divider.waitFor({ state: 'detached' })
    await editor.press('Escape')
    await editor.page.getByRole('radiogroup', { name: 'Comparison' }).waitFor({ state: 'detached' })
  })
})

/** Notes in the page what the progress bar and the line for screen readers say. */
async function watchJob(): Promise<void> {
  await session.editor.page.evaluate(() => {
    const notes = { shares: [] as number[], spoken: [] as string[] }
    Object.assign(window, { notes })
    new MutationObserver(() => {
      const share = document.querySelector('[role="progressbar"]')?.getAttribute('aria-valuenow')
      if (share) notes.shares.push(Number(share))
      const said = document.querySelector('[role="status"][aria-label="Job status"]')?.textContent
      if (said && notes.spoken.at(-1) !== said) notes.spoken.push(said)
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
  })
}

async function watched(): Promise<{ shares: number[]; spoken: string[] }> {
  return session.editor.page.evaluate(
    () => (window as unknown as { notes: { shares: number[]; spoken: string[] } }).notes,
  )
}
