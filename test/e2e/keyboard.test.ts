/** The way from a picture to a file by keys alone, and that a person always sees where the focus is. */
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { drawPoster } from './support/pictures.ts'
import { readSaved } from './support/saved-document.ts'
import { useSession } from './support/session.ts'

describe('without a mouse', () => {
  const session = useSession({ sample: false })
  beforeAll(() => drawPoster(session.at('poster.png')))

  /** Role and name of what has the focus. */
  async function focus(): Promise<string> {
    return session.editor.page.evaluate(() => {
      const element = document.activeElement
      if (!element || element === document.body) return 'nothing'
      const role = element.getAttribute('role') ?? element.tagName.toLowerCase()
      return `${role} ${element.getAttribute('aria-label') ?? element.textContent ?? ''}`.trim()
    })
  }

  /** Goes through the parts of the window until the focus is on what is wanted. */
  async function goTo(wanted: RegExp): Promise<void> {
    const { editor } = session
    for (let presses = 0; presses < 12; presses++) {
      if (wanted.test(await focus())) return
      await editor.press('F6')
    }
    throw new Error(`F6 does not lead to ${wanted}: the focus is on ${await focus()}.`)
  }

  it('a picture is opened, decomposed, edited, saved and exported', async () => {
    const { editor } = session
    await editor.choose(session.at('poster.png'), () => editor.press('Mod+o'))
    await editor.layer('Background').waitFor()
    await editor.settled()
    await editor.press('Mod+Enter')
    await editor.decomposed()

    await goTo(/^treeitem/)
    await editor.press('End')
    await expect.poll(focus).toBe('treeitem Background')
    await editor.press('Home')
    await expect.poll(focus).toBe('treeitem Text: SALE')
    await editor.press('F2')
    await expect.poll(focus).toBe('input Layer name')
    await editor.page.keyboard.type('Headline')
    await editor.press('Enter')
    await editor.layer('Headline').waitFor()
    await expect.poll(focus).toBe('treeitem Headline')

    await editor.press('Mod+[')
    await expect.poll(async () => (await editor.layerNames()).indexOf('Headline')).toBe(1)
    await editor.press('Mod+Shift+h')
    await expect.poll(() => editor.descriptionOf('Headline')).toBe('hidden, text')
    await editor.press('Mod+Shift+h')
    await expect.poll(() => editor.descriptionOf('Headline')).toBe('text')

    // The layer's own menu, its items, and away again.
    await editor.press('Shift+F10')
    await editor.page.getByRole('menu', { name: 'Layer menu' }).waitFor()
    await editor.press('Escape')
    await expect.poll(focus).toBe('treeitem Headline')
    await editor.press('Shift+Home')

    await goTo(/^application/)
    const x = Number(await editor.field('X').inputValue())
    await editor.press('ArrowRight')
    await expect.poll(async () => Number(await editor.field('X').inputValue())).toBe(x + 1)

    const saved = await editor.save(() => editor.press('Mod+Shift+s'))
    expect((await readSaved(saved.file)).names).toContain('Headline')

    await editor.press('Mod+Alt+Shift+s')
    await editor.dialog.waitFor()
    await expect.poll(focus).toBe('radio PSD')
    await editor.press('ArrowRight')
    await expect.poll(() => editor.dialog.getByRole('radio', { name: 'PNG' }).isChecked()).toBe(true)
    const exported = await editor.save(() => editor.press('Enter'))
    expect(path.extname(exported.file)).toBe('.png')
    await expect.poll(focus).toMatch(/^application/)
  })

  it('menus open with F10, and give the focus back', async () => {
    const { editor } = session
    await goTo(/^application/)
    await editor.press('F10')
    await expect.poll(focus).toBe('menuitem File')
    // The focus goes on after the key, and keys that come before it count from the old place.
    for (const name of ['menuitem Edit', 'menuitem Layer']) {
      await editor.press('ArrowRight')
      await expect.poll(focus).toBe(name)
    }
    await editor.press('Enter')
    await editor.page.getByRole('menuitem', { name: 'Decompose options…' }).waitFor()
    await editor.press('Escape')
    await expect.poll(focus).toMatch(/^application/)
  })
})

describe('the focus', () => {
  const session = useSession()

  it('can be seen wherever Tab takes it, and comes round again', async () => {
    const { editor } = session
    await editor.canvas.focus()
    const seen = new Map<number, string>()
    for (let presses = 0; presses < 100; presses++) {
      await editor.press('Tab')
      const { place, name, visible } = await editor.page.evaluate(() => {
        const element = document.activeElement
        if (!(element instanceof HTMLElement) || element === document.body) {
          return { place: -1, name: 'the page', visible: true }
        }
        // A control may show it by what stands around it.
        const visible = [element, element.parentElement].some((each) => {
          if (!each) return false
          const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each)
          return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) || boxShadow !== 'none'
        })
        const name = element.getAttribute('aria-label') ?? element.textContent ?? element.tagName
        return { place: [...document.querySelectorAll('*')].indexOf(element), name, visible }
      })
      expect(visible, `the focus on ${name}`).toBe(true)
      if (seen.has(place)) break
      seen.set(place, name)
    }
    for (const name of ['File', 'Undo', 'Move', 'Blend mode', 'Bar', 'Add mask', 'Zoom', 'Image canvas']) {
      expect([...seen.values()]).toContain(name)
    }
  })

  it('is kept in dialogs, and goes back to where it was', async () => {
    const { editor } = session
    await editor.nameOf('Card').click()
    await editor.press('Mod+,')
    await editor.dialog.waitFor()
    for (let presses = 0; presses < 12; presses++) {
      await editor.press('Tab')
      const inside = await editor.page.evaluate(() => !!document.activeElement?.closest('[role="dialog"]'))
      expect(inside).toBe(true)
    }
    await editor.press('Escape')
    await editor.dialog.waitFor({ state: 'hidden' })
    await editor.press('ArrowRight')
    await expect.poll(() => editor.field('X').inputValue()).toBe('381')
  })
})
