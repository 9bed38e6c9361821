/** What layers become once they are there: edges refined, pixels given to other layers, other variations tried. */
import { describe, expect, it } from 'vitest'
import type { PixelLayer } from '../../src/shared/document/types.ts'
import { middleOf, sample } from './support/sample-project.ts'
import { useSession } from './support/session.ts'

const session = useSession()

const strip = () => session.editor.page.getByRole('region', { name: 'Refine edge' })

describe('refine edge', () => {
  it('shows settings at once, and gives the layer its edge as one step', async () => {
    const { editor } = session
    const before = await editor.savedCopy()
    await editor.nameOf('Disc').click()
    await editor.press('Mod+Alt+r')
    await strip().waitFor()
    // The first field has the keys.
    expect(await editor.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Radius')
    await editor.field('Feather').fill('24')
    await editor.press('Enter')
    await expect.poll(() => editor.canvas.getAttribute('aria-description')).toContain('preview, not applied')
    await expect.poll(() => strip().getByRole('status').textContent()).toBe('')
    await editor.settled()
    expect(await editor.descriptionOf('Disc')).toBe('')
    await editor.press('Enter')
    await editor.told('Refined the edge')
    await expect.poll(() => strip().count()).toBe(0)
    await expect.poll(() => editor.descriptionOf('Disc')).toBe('masked')

    const after = await editor.savedCopy()
    expect(after.names).toEqual(before.names)
    for (const name of ['Ground', 'Card', 'Dot', 'Bar']) expect(after.layer(name)).toEqual(before.layer(name))
    const { mask } = after.layer('Disc') as PixelLayer
    expect(mask).toMatchObject({ enabled: true, outside: 0 })
    // The hard edge of the disc runs out over many pixels now.
    const tones = ({ composite }: typeof after) =>
      new Set(Array.from({ length: 60 }, (_, x) => composite.data[(300 * sample.width + 30 + x) * 4])).size
    expect(tones(before)).toBeLessThan(6)
    expect(tones(after)).toBeGreaterThan(15)
    expect(await editor.undoAll()).toBe(1)
    expect((await editor.savedCopy()).records).toEqual(before.records)
  })

  it('is looked at on black, white and as a mask, and given up with Escape', async () => {
    const { editor } = session
    const before = await editor.savedCopy()
    await editor.layerMenu('Card', 'Refine edge…')
    await strip().waitFor()
    for (const view of ['Black', 'White', 'Mask', 'Overlay']) {
      await strip().getByRole('radio', { name: view }).click()
      await editor.settled()
    }
    await strip().getByRole('checkbox', { name: 'Clean colors' }).click()
    await editor.press('Escape')
    await expect.poll(() => strip().count()).toBe(0)
    await editor.settled()
    expect(await editor.button('Undo').getAttribute('aria-disabled')).toBe('true')
    expect((await editor.savedCopy()).records).toEqual(before.records)
  })

  it('says why there is nothing to refine', async () => {
    const { editor } = session
    await editor.nameOf('Card').click()
    await editor.press('Mod+/')
    await editor.nameOf('Card').click({ button: 'right' })
    const item = editor.page.getByRole('menuitem', { name: 'Refine edge…' })
    expect(await item.getAttribute('aria-disabled')).toBe('true')
    expect(await item.getAttribute('aria-description')).toBe('The layer is locked')
    await editor.press('Escape')
  })
})

describe('assigning pixels', () => {
  const target = () => session.editor.page.getByRole('combobox', { name: 'Assign to' })

  it('gives what is under a stroke to another layer, and back with Alt, what is seen being the same', async () => {
    const { editor } = session
    const before = await editor.savedCopy()
    await editor.nameOf('Disc').click()
    await editor.press('b')
    await editor.page.getByRole('radiogroup', { name: 'Brush mode' }).getByRole('radio', { name: 'Assign' }).click()
    const { x, y } = middleOf('Disc')
    await editor.click(x, y)
    await editor.told('No layer is chosen to assign to.')
    await target().press('Enter')
    await editor.page.getByRole('option', { name: 'Ground' }).press('Enter')
    await editor.drag({ x: x - 60, y }, { x: x + 60, y })
    await editor.idle()

    const given = await editor.savedCopy()
    const alpha = (document: typeof given) => {
      const layer = document.layer('Disc') as PixelLayer
      return document.pixels.get(layer.id)?.[(120 * layer.width + 120) * 4 + 3]
    }
    expect(given.composite.data).toEqual(before.composite.data)
    expect([alpha(before), alpha(given)]).toEqual([255, 0])
    for (const name of ['Card', 'Dot', 'Bar']) expect(given.layer(name)).toEqual(before.layer(name))

    await editor.drag({ x: x - 60, y }, { x: x + 60, y }, ['Alt'])
    await editor.idle()
    const back = await editor.savedCopy()
    expect(back.composite.data).toEqual(before.composite.data)
    for (const [id, pixels] of before.pixels) expect(back.pixels.get(id)).toEqual(pixels)
    expect(await editor.undoAll()).toBe(2)
  })

  it('is done by a selection and the menu as well', async () => {
    const { editor } = session
    const before = await editor.savedCopy()
    await editor.nameOf('Disc').click()
    await editor.press('Mod+a')
    await editor.layerMenu('Disc', 'Move pixels to')
    const items = editor.page.getByRole('menu', { name: 'Move pixels to' }).getByRole('menuitem')
    expect(await items.allInnerTexts()).toEqual(['Bar', 'Dot', 'Card', 'Ground'])
    await items.last().press('Enter')
    await editor.idle()
    const after = await editor.savedCopy()
    expect(after.composite.data).toEqual(before.composite.data)
    expect(await editor.undoAll()).toBe(1)
  })
})

describe('re-roll', () => {
  const variations = () => session.editor.page.getByRole('radiogroup', { name: 'Variations' })
  const status = () => session.editor.page.getByRole('status').filter({ hasText: 'Working' })
  const badge = () => session.editor.page.getByText('Preview – not applied')

  it('shows variations one by one by arrows, and applies one as one step, or none', async () => {
    const { editor } = session
    const before = await editor.savedCopy()
    await editor.nameOf('Disc').click()
    await editor.press('Mod+Alt+f')
    await variations().getByRole('radio').nth(1).waitFor()
    await expect.poll(() => status().count(), { timeout: 60_000 }).toBe(0)
    // Nothing hides the disc: all that can be another is its edge.
    expect(await editor.page.getByRole('checkbox', { name: 'Allow new edge' }).isChecked()).toBe(true)
    expect(await badge().count()).toBe(0)
    await editor.press('ArrowRight')
    await badge().waitFor()
    await editor.settled()
    await editor.press('Escape')
    await expect.poll(() => variations().count()).toBe(0)
    expect((await editor.savedCopy()).records).toEqual(before.records)

    await editor.press('Mod+Alt+f')
    await variations().getByRole('radio').nth(1).waitFor()
    await expect.poll(() => status().count(), { timeout: 60_000 }).toBe(0)
    await editor.press('ArrowRight')
    await badge().waitFor()
    await editor.press('Enter')
    await editor.told(/^Applied /)
    await expect.poll(() => badge().count()).toBe(0)
    await editor.idle()
    const after = await editor.savedCopy()
    for (const name of ['Ground', 'Card', 'Dot', 'Bar']) expect(after.layer(name)).toEqual(before.layer(name))
    expect(after.layer('Disc')).not.toEqual(before.layer('Disc'))
    expect(await editor.undoAll()).toBe(1)
    expect((await editor.savedCopy()).records).toEqual(before.records)
  })

  it('says where nothing of a layer can be another', async () => {
    const { editor } = session
    for (const name of ['Disc', 'Card', 'Dot', 'Bar']) {
      await editor.page.getByRole('button', { name: `Hide ${name}` }).click()
    }
    await editor.nameOf('Ground').click({ button: 'right' })
    const item = editor.page.getByRole('menuitem', { name: 'Re-roll…' })
    expect(await item.getAttribute('aria-description')).toBe('No other layer hides a part of it')
    await editor.press('Escape')
  })
})
