/** What the eye would find, as far as it can be measured, in every main state of the window, dark and light. */
import { beforeAll, describe, expect, it } from 'vitest'
import { writeFile } from 'node:fs/promises'
import { axeFaults, clipped, primaryButtons, smallTargets } from './support/looks.ts'
import { middleOf } from './support/sample-project.ts'
import { useSession } from './support/session.ts'

/** A state of the window: how to get there from the open sample, and its one primary button. */
interface State {
  name: string
  primary: string[]
  go(): Promise<void>
}

describe('every main state', () => {
  const session = useSession()
  beforeAll(() => writeFile(session.at('broken.png'), 'no picture'))

  async function preferences(page: string): Promise<void> {
    await session.editor.press('Mod+,')
    await session.editor.page.getByRole('tab', { name: page }).click()
  }

  const states: State[] = [
    {
      name: 'the start',
      primary: ['Open image'],
      async go() {
        await session.editor.menu('File', 'Close')
        await session.editor.page.getByRole('region', { name: 'Start' }).waitFor()
      },
    },
    { name: 'a document', primary: ['Export'], go: () => session.editor.nameOf('Card').click() },
    {
      name: 'layers of every kind',
      primary: ['Export'],
      async go() {
        const { editor } = session
        await editor.nameOf('Card').click()
        await editor.button('Add mask').click()
        await expect.poll(() => editor.descriptionOf('Card')).toBe('masked')
        await editor.nameOf('Dot').click()
        await editor.press('Mod+g')
        await editor.layer('Group 1').waitFor()
        await editor.nameOf('Disc').click()
        await editor.press('Mod+/')
        await editor.page.getByRole('button', { name: 'Hide Bar' }).click()
        await editor.menu('Layer', 'New fill layer', 'New color fill…')
        await editor.dialog.getByRole('button', { name: 'Apply' }).click()
        await editor.nameOf('Card').click()
      },
    },
    {
      name: 'the history',
      primary: ['Export'],
      async go() {
        await session.editor.nameOf('Card').click()
        await session.editor.press('Delete', 'Mod+z')
        await session.editor.page.getByRole('tab', { name: 'History' }).click()
      },
    },
    ...(['b', 'm', 'c', 'h'] as const).map((key): State => ({
      name: `the options of the tool ${key.toUpperCase()}`,
      primary: ['Export'],
      async go() {
        await session.editor.press(key)
        if (key === 'm') await session.editor.drag({ x: 100, y: 100 }, { x: 300, y: 250 })
        if (key === 'c') await session.editor.drag({ x: 100, y: 100 }, { x: 500, y: 400 })
      },
    })),
    {
      name: 'the menu of a layer',
      primary: ['Export'],
      async go() {
        const { x, y } = middleOf('Card')
        await session.editor.click(x, y)
        await session.editor.nameOf('Card').click({ button: 'right' })
        await session.editor.page.getByRole('menu', { name: 'Layer menu' }).waitFor()
      },
    },
    {
      name: 'the main menu',
      primary: ['Export'],
      async go() {
        await session.editor.page.getByRole('menubar').getByRole('menuitem', { name: 'Layer' }).click()
      },
    },
    {
      name: 'the list of blend modes',
      primary: ['Export'],
      async go() {
        await session.editor.page.getByRole('combobox', { name: 'Blend mode' }).click()
        await session.editor.page.getByRole('option', { name: 'Multiply' }).waitFor()
      },
    },
    {
      name: 'the exploded stack',
      primary: ['Export'],
      async go() {
        await session.editor.button('Exploded stack').click()
        await session.editor.page.getByRole('slider', { name: 'Spread' }).waitFor()
      },
    },
    {
      name: 'the decompose options',
      primary: ['Decompose'],
      async go() {
        await session.editor.button('Decompose options').click()
        await expect
          .poll(() => session.editor.dialog.getByRole('status', { name: 'Estimate' }).textContent())
          .toMatch(/^About/)
      },
    },
    {
      name: 'the export dialog',
      primary: ['Export'],
      async go() {
        await session.editor.button('Export').click()
        await expect
          .poll(() => session.editor.dialog.getByRole('status', { name: 'Estimate' }).textContent())
          .toMatch(/\d/)
      },
    },
    ...['General', 'Shortcuts', 'Canvas', 'Models', 'Performance'].map((page): State => ({
      name: `the preferences: ${page}`,
      primary: [],
      go: () => preferences(page),
    })),
    { name: 'the shortcuts', primary: [], go: () => session.editor.press('F1') },
    { name: 'about', primary: [], go: () => session.editor.menu('Help', 'About') },
    {
      name: 'a gradient',
      primary: ['Apply'],
      async go() {
        await session.editor.menu('Layer', 'New fill layer', 'New gradient fill…')
        await session.editor.dialog.waitFor()
      },
    },
    {
      name: 'the question at closing',
      primary: ['Save'],
      async go() {
        await session.editor.nameOf('Card').click()
        await session.editor.press('Delete')
        await session.editor.menu('File', 'Close')
        await session.editor.dialog.waitFor()
      },
    },
    {
      name: 'an error',
      primary: ['Export'],
      async go() {
        await session.editor.choose(session.at('broken.png'), () => session.editor.menu('File', 'Open…'))
        await session.editor.page.getByRole('alert').waitFor()
      },
    },
  ]

  it.each(states)('passes axe and the measures: $name', async ({ go, primary }) => {
    const { page } = session.editor
    await go()
    await session.editor.settled()
    expect(await axeFaults(page)).toEqual([])
    // The other theme differs in its colors alone.
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    expect(await axeFaults(page, ['color-contrast'])).toEqual([])
    expect(await smallTargets(page)).toEqual([])
    expect(await clipped(page)).toEqual([])
    expect(await primaryButtons(page)).toEqual(primary)
  })
})

describe('the layout', () => {
  const session = useSession()

  async function rowsInSight(): Promise<number> {
    return session.editor.page.evaluate(() => {
      const panel = document.querySelector('[role="tree"]')?.parentElement?.getBoundingClientRect()
      return [...document.querySelectorAll('[role="treeitem"]')].filter((row) => {
        const { top, bottom } = row.getBoundingClientRect()
        return panel && top >= panel.top - 0.5 && bottom <= panel.bottom + 0.5
      }).length
    })
  }

  it('shows 8 layers at 1280 × 800, and 12 at 1920 × 1080, where the canvas takes the rest', async () => {
    const { editor } = session
    await editor.nameOf('Card').click()
    for (let copies = 0; copies < 8; copies++) {
      await editor.press('Mod+j')
      await expect.poll(async () => (await editor.page.getByRole('treeitem').count()) >= 6 + copies).toBe(true)
    }
    await expect.poll(rowsInSight).toBe(8)
    const before = await editor.canvas.boundingBox()
    expect(before?.width).toBe(948)
    expect(before?.height).toBe(704)
    await editor.page.setViewportSize({ width: 1920, height: 1080 })
    await expect.poll(rowsInSight).toBe(12)
    const after = await editor.canvas.boundingBox()
    expect(after?.width).toBe(1536)
    expect(after?.height).toBe(984)
    expect(await clipped(editor.page)).toEqual([])
  })

  it('holds at the smallest window', async () => {
    const { editor } = session
    await editor.page.setViewportSize({ width: 1024, height: 640 })
    await editor.nameOf('Card').click()
    await editor.button('Add mask').click()
    await editor.press('b')
    await editor.settled()
    expect(await clipped(editor.page)).toEqual([])
  })

  it('leaves the whole window to the canvas with the panels hidden', async () => {
    const { editor } = session
    await editor.press('Mod+\\')
    await editor.tree.waitFor({ state: 'detached' })
    await expect.poll(async () => (await editor.canvas.boundingBox())?.width).toBe(1280)
    await editor.press('Mod+\\')
    await editor.tree.waitFor()
  })
})
