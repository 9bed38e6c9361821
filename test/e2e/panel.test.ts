/** What hands expect of a layers panel: eyes, thumbnails, drags, and that keys stay with the canvas. */
import { describe, expect, it } from 'vitest'
import { middleOf, sampleLayers, type SampleLayer } from './support/sample-project.ts'
import { useSession } from './support/session.ts'

const session = useSession()

async function hidden(): Promise<string[]> {
  const described = await Promise.all(
    (await session.editor.layerNames()).map(async (name) => ({
      name,
      description: await session.editor.descriptionOf(name),
    })),
  )
  return described.filter(({ description }) => description.includes('hidden')).map(({ name }) => name)
}

/** The middle of an element in the window. */
async function middle(of: { boundingBox(): Promise<{ x: number; y: number; width: number; height: number } | null> }) {
  const box = await of.boundingBox()
  if (!box) throw new Error('It is not in the window.')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

const eye = (name: string) => session.editor.page.getByRole('button', { name: new RegExp(`^(Hide|Show) ${name}$`) })
const tool = (name: string) => session.editor.page.getByRole('toolbar', { name: 'Tools' }).getByRole('button', { name })

async function selectedTool(): Promise<string | null> {
  return session.editor.page
    .getByRole('toolbar', { name: 'Tools' })
    .getByRole('button', { pressed: true })
    .getAttribute('aria-label')
}

describe('eyes', () => {
  it('hide every layer that a drag passes, as one step', async () => {
    const { editor } = session
    await editor.dragMouse(await middle(eye('Bar')), await middle(eye('Disc')))
    await expect.poll(hidden).toEqual(['Bar', 'Dot', 'Card', 'Disc'])
    await editor.press('Mod+z')
    await expect.poll(hidden).toEqual([])
  })

  it('show only one layer with Alt, and the others as they were with Alt again', async () => {
    await eye('Disc').click()
    await eye('Card').click({ modifiers: ['Alt'] })
    await expect.poll(hidden).toEqual(sampleLayers.filter((name) => name !== 'Card'))
    await eye('Card').click({ modifiers: ['Alt'] })
    await expect.poll(hidden).toEqual(['Disc'])
  })
})

describe('rows', () => {
  it('are selected one by one, in addition, and from one to another', async () => {
    const { editor } = session
    await editor.nameOf('Card').click()
    expect(await editor.selectedLayers()).toEqual(['Card'])
    await editor.nameOf('Bar').click({ modifiers: ['ControlOrMeta'] })
    await expect.poll(async () => (await editor.selectedLayers()).sort()).toEqual(['Bar', 'Card'])
    await editor.nameOf('Dot').click()
    await editor.nameOf('Ground').click({ modifiers: ['Shift'] })
    await expect.poll(async () => (await editor.selectedLayers()).sort()).toEqual(['Card', 'Disc', 'Dot', 'Ground'])
  })

  it('go into a group, and out of it with a copy', async () => {
    const { editor } = session
    await editor.nameOf('Card').click()
    await editor.press('Mod+g')
    await editor.layer('Group 1').waitFor()
    // The middle of a group's row is inside of it.
    await editor.dragMouse(await middle(editor.nameOf('Dot')), await middle(editor.nameOf('Group 1')))
    await expect.poll(() => editor.layer('Dot').getAttribute('aria-level')).toBe('2')
    expect(await editor.layerNames()).toEqual(['Bar', 'Group 1', 'Dot', 'Card', 'Disc', 'Ground'])

    const [from, to] = [await middle(editor.nameOf('Card')), await editor.layer('Bar').boundingBox()]
    await editor.dragMouse(from, { x: from.x, y: (to?.y ?? 0) + 4 }, ['Alt'])
    await expect.poll(async () => (await editor.layerNames()).length).toBe(7)
    expect((await editor.layerNames())[0]).toMatch(/^Card/)
  })

  it('stay where they are when a drag is given up with Escape', async () => {
    const { editor } = session
    const [from, to] = [await middle(editor.nameOf('Bar')), await middle(editor.nameOf('Disc'))]
    await editor.page.mouse.move(from.x, from.y)
    await editor.page.mouse.down()
    await editor.page.mouse.move(to.x, to.y, { steps: 5 })
    await editor.press('Escape')
    await editor.page.mouse.up()
    await editor.settled()
    expect(await editor.layerNames()).toEqual(sampleLayers)
  })

  it('leave the keys to the canvas: a click and an arrow nudge', async () => {
    const { editor } = session
    await editor.nameOf('Card').click()
    const x = Number(await editor.field('X').inputValue())
    await editor.press('ArrowRight', 'ArrowRight', 'Shift+ArrowRight')
    await expect.poll(async () => Number(await editor.field('X').inputValue())).toBe(x + 12)
    expect(await editor.selectedLayers()).toEqual(['Card'])
  })

  it('take digits as the opacity of what is selected', async () => {
    const { editor } = session
    await editor.nameOf('Disc').click()
    await editor.press('4')
    await expect.poll(() => editor.descriptionOf('Disc')).toBe('40%')
  })
})

describe('thumbnails', () => {
  /** Nothing selected gives no layer: the size of what a copy of the selected pixels holds. */
  async function sizeOfCopy(): Promise<number[]> {
    const { editor } = session
    await editor.nameOf('Ground').click()
    await editor.press('Mod+j')
    await editor.layer('Ground part').waitFor()
    return Promise.all(['Width', 'Height'].map(async (name) => Number(await editor.field(name).inputValue())))
  }

  it('load their pixels as a selection with Ctrl', async () => {
    const { editor } = session
    await editor.thumbnail('Card').click({ modifiers: ['ControlOrMeta'] })
    expect(await sizeOfCopy()).toEqual([150, 110])
  })

  it('add with Shift, take away with Alt, intersect with both', async () => {
    const { editor } = session
    // The card is 150 × 110 at 380, 120; the bar 280 × 60 at 380, 400.
    await editor.thumbnail('Card').click({ modifiers: ['ControlOrMeta'] })
    await editor.thumbnail('Bar').click({ modifiers: ['ControlOrMeta', 'Shift'] })
    expect(await sizeOfCopy()).toEqual([280, 340])
    await editor.press('Mod+z')
    await editor.menu('Select', 'Reselect')
    await editor.thumbnail('Bar').click({ modifiers: ['ControlOrMeta', 'Alt'] })
    expect(await sizeOfCopy()).toEqual([150, 110])
    await editor.press('Mod+z')
    await editor.menu('Select', 'Reselect')
    await editor.thumbnail('Ground').click({ modifiers: ['ControlOrMeta', 'Alt', 'Shift'] })
    expect(await sizeOfCopy()).toEqual([150, 110])
  })

  it('of masks are what tools work on, and switch the mask off with Shift', async () => {
    const { editor } = session
    await editor.nameOf('Card').click()
    await editor.button('Add mask').click()
    await expect.poll(() => editor.descriptionOf('Card')).toBe('masked')
    await editor.thumbnail('Card', 'mask').click({ modifiers: ['Shift'] })
    await expect.poll(() => editor.descriptionOf('Card')).toBe('mask disabled')
  })
})

describe('fields', () => {
  it('take letters and digits for themselves: no tool is chosen, nothing is deleted', async () => {
    const { editor } = session
    expect(await selectedTool()).toBe('Move')
    await editor.nameOf('Bar').dblclick()
    const name = editor.page.getByRole('textbox', { name: 'Layer name' })
    await editor.page.keyboard.type('bed zlc 7')
    expect(await name.inputValue()).toBe('bed zlc 7')
    expect(await selectedTool()).toBe('Move')
    await editor.press('Enter')
    await editor.layer('bed zlc 7').waitFor()
    expect(await editor.descriptionOf('bed zlc 7')).toBe('')

    await editor.field('X').click()
    await editor.page.keyboard.type('12b')
    expect(await selectedTool()).toBe('Move')
    await editor.press('Backspace', 'Enter')
    await expect.poll(async () => editor.field('X').inputValue()).toBe('12')

    await editor.button('Search layers').click()
    await editor.page.keyboard.type('bed')
    await expect.poll(() => editor.layerNames()).toEqual(['bed zlc 7'])
    expect(await selectedTool()).toBe('Move')
    await editor.press('Escape')
    await expect.poll(async () => (await editor.layerNames()).length).toBe(5)
  })

  it('leave letters to tools where the focus is elsewhere', async () => {
    for (const [key, name] of [
      ['m', 'Rectangle select'],
      ['l', 'Lasso'],
      ['b', 'Brush'],
      ['h', 'Hand'],
      ['v', 'Move'],
    ]) {
      await session.editor.press(key)
      await expect.poll(selectedTool).toBe(name)
    }
    await tool('Zoom').click()
    expect(await selectedTool()).toBe('Zoom')
  })
})

describe('the canvas', () => {
  it.each<SampleLayer>(['Card', 'Disc', 'Ground'])('selects the topmost layer under a click: %s', async (layer) => {
    const { editor } = session
    const { x, y } = layer === 'Ground' ? { x: 20, y: 20 } : middleOf(layer)
    await editor.click(x, y)
    await expect.poll(() => editor.selectedLayers()).toEqual([layer])
  })
})
