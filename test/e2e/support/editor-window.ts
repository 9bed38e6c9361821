/** A window of the editor, driven as a person drives it: by roles and names, the mouse and the keyboard. */
import type { Locator, Page } from 'playwright-core'
import { readSaved, type SavedDocument } from './saved-document.ts'

/** What of a window every host does in its own way. */
export interface WindowHost {
  /** Does what asks for a project or picture, and answers with this one. */
  open(file: string, act: () => Promise<void>): Promise<void>
  /** Does what saves or exports under a new name, and gives the file and what it was called. */
  save(act: () => Promise<void>): Promise<{ name: string; file: string }>
  /** The window is not needed any more. */
  leave(): Promise<void>
}

export interface Point {
  x: number
  y: number
}

/** Milliseconds. What a machine does in a moment may take it longer while it is busy. */
const patience = 30_000

export class EditorWindow {
  readonly page: Page
  readonly #host: WindowHost
  /** Errors that the page reported. */
  readonly problems: string[] = []
  readonly canvas: Locator
  readonly tree: Locator
  readonly notifications: Locator
  readonly dialog: Locator

  constructor(page: Page, host: WindowHost) {
    this.page = page
    this.#host = host
    this.canvas = page.getByRole('application', { name: 'Image canvas' })
    this.tree = page.getByRole('tree', { name: 'Layers' })
    this.notifications = page.getByRole('region', { name: 'Notifications' })
    this.dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'))
    page.setDefaultTimeout(patience)
    page.on('pageerror', (error) => this.problems.push(error.message))
    page.on('console', (message) => {
      // A connection that is refused is tried again.
      const expected = message.text().startsWith('WebSocket connection')
      if (message.type() === 'error' && !expected) this.problems.push(message.text())
    })
  }

  /** When it has heard from the main side, and shows the start, a document, what can be recovered, or why nothing was opened. */
  async ready(): Promise<void> {
    const { page, dialog, notifications } = this
    await page
      .getByRole('button', { name: 'Try a sample' })
      .or(page.getByRole('treeitem').first())
      .or(dialog)
      .or(notifications.getByRole('alert'))
      .first()
      .waitFor()
  }

  async leave(): Promise<void> {
    await this.#host.leave()
  }

  /** Throws away what earlier windows left, where it is offered. */
  async discardLeftovers(): Promise<void> {
    const offer = this.page.getByRole('dialog', { name: 'Recover unsaved work' })
    if (!(await offer.isVisible())) return
    const discard = offer.getByRole('button', { name: /^Discard / })
    for (let left = await discard.count(); left > 0; left--) {
      await discard.last().click()
      await discard.nth(left - 1).waitFor({ state: 'detached' })
    }
    await offer.getByRole('button', { name: 'Later' }).click()
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  field(name: string): Locator {
    return this.page.getByRole('spinbutton', { name, exact: true })
  }

  /** Ctrl, or Command on a Mac, stands as `Mod`. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key.replace('Mod', 'ControlOrMeta'))
  }

  /** Chooses an item of the main menu. */
  async menu(menu: string, ...items: string[]): Promise<void> {
    await this.page.getByRole('menubar').getByRole('menuitem', { name: menu }).click()
    await this.#choose(items)
  }

  /** Chooses an item of a layer's own menu. */
  async layerMenu(layer: string, ...items: string[]): Promise<void> {
    await this.nameOf(layer).click({ button: 'right' })
    await this.#choose(items)
  }

  async #choose(items: string[]): Promise<void> {
    for (const name of items) {
      const item = this.page.getByRole('menuitem', { name, exact: true })
      await item
        .or(this.page.getByRole('menuitemcheckbox', { name, exact: true }))
        .last()
        .click()
    }
  }

  /** A message in passing. */
  async told(text: string | RegExp): Promise<void> {
    await this.notifications.getByText(text).first().waitFor()
  }

  async dismissToasts(): Promise<void> {
    const close = this.notifications.getByRole('button', { name: 'Close notification' })
    while ((await close.count()) > 0) await close.first().click()
  }

  // Files

  async open(file: string): Promise<void> {
    await this.#host.open(file, () => this.menu('File', 'Open…'))
    await this.page.getByRole('treeitem').first().waitFor()
    await this.settled()
  }

  /** Does what opens a dialog for a file, and chooses this one. */
  async choose(file: string, act: () => Promise<void>): Promise<void> {
    await this.#host.open(file, act)
  }

  /** Does what saves or exports under a new name. When it is done the window takes edits again. */
  async save(act: () => Promise<void>): Promise<{ name: string; file: string }> {
    const saved = await this.#host.save(act)
    await this.idle()
    return saved
  }

  /** The document as Save as… writes it. */
  async savedCopy(): Promise<SavedDocument> {
    const { file } = await this.save(() => this.menu('File', 'Save as…'))
    return readSaved(file)
  }

  async export(format: string, prepare: () => Promise<void> = async () => {}): Promise<{ name: string; file: string }> {
    await this.button('Export').click()
    await this.dialog.getByRole('radio', { name: format, exact: true }).click()
    await prepare()
    await this.dialog.getByRole('status', { name: 'Estimate' }).filter({ hasText: /\d/ }).waitFor()
    const saved = await this.save(() => this.dialog.getByRole('button', { name: 'Export', exact: true }).click())
    await this.told(/^Exported /)
    return saved
  }

  // Layers

  layer(name: string): Locator {
    return this.page.getByRole('treeitem', { name, exact: true })
  }

  nameOf(layer: string): Locator {
    return this.layer(layer).getByTitle(layer, { exact: true })
  }

  /** Those in sight, from the top of the stack to the bottom. */
  async layerNames(): Promise<string[]> {
    const rows = await this.page.getByRole('treeitem').evaluateAll((elements) =>
      elements.map((element) => ({
        name: element.getAttribute('aria-label') ?? '',
        top: element.getBoundingClientRect().top,
      })),
    )
    return rows.sort((one, other) => one.top - other.top).map(({ name }) => name)
  }

  async selectedLayers(): Promise<string[]> {
    return this.page
      .getByRole('treeitem', { selected: true })
      .evaluateAll((elements) => elements.map((element) => element.getAttribute('aria-label') ?? ''))
  }

  /** What is said of the layer beside its name. */
  async descriptionOf(name: string): Promise<string> {
    return (await this.layer(name).getAttribute('aria-description')) ?? ''
  }

  /** The thumbnail of the layer's pixels, or of its mask. */
  thumbnail(layer: string, of: 'pixels' | 'mask' = 'pixels'): Locator {
    return this.layer(layer).locator(`[data-part="${of}"]`)
  }

  async decompose(): Promise<void> {
    await this.button('Decompose').click()
    await this.decomposed()
  }

  /** When a job that was started has ended in layers. */
  async decomposed(): Promise<void> {
    await this.notifications.getByText(/^Found \d+ layers$/).waitFor({ timeout: 4 * patience })
    await this.settled()
  }

  // Canvas

  /** When no work is under way and everything is with the main side. */
  async idle(): Promise<void> {
    await this.page.locator('footer').filter({ hasNotText: '…' }).waitFor()
  }

  /** When the canvas shows what it will show: it says so, and has drawn nothing new for some milliseconds. */
  async settled(quiet = 100): Promise<void> {
    if ((await this.page.locator('[data-layer]').count()) === 0) return
    // Not by its role: a dialog hides it from that.
    const canvas = this.page.locator('[role="application"] canvas[data-frames]').first()
    const frames = () => canvas.getAttribute('data-frames')
    for (let before: string | null = null; before !== (await frames());) {
      before = await frames()
      await this.page.waitForTimeout(quiet)
      await this.page.locator('[role="application"] canvas[data-settled="true"]').waitFor({ state: 'attached' })
    }
  }

  /** Where a point of the document is in the window. */
  async at(x: number, y: number): Promise<Point> {
    const description = (await this.canvas.getAttribute('aria-description')) ?? ''
    const found = /, (\d+) by (\d+) pixels, .*zoom (\S+)%$/.exec(description)
    const box = await this.canvas.boundingBox()
    if (!found || !box) throw new Error(`There is no document on the canvas: ${description}`)
    const [width, height, percent] = found.slice(1).map(Number)
    const zoom = percent / 100
    return {
      x: box.x + Math.round(box.width / 2 - (width / 2) * zoom) + x * zoom,
      y: box.y + Math.round(box.height / 2 - (height / 2) * zoom) + y * zoom,
    }
  }

  async click(x: number, y: number): Promise<void> {
    const point = await this.at(x, y)
    await this.page.mouse.click(point.x, point.y)
  }

  /** Between two points of the document. */
  async drag(from: Point, to: Point, keys: readonly string[] = []): Promise<void> {
    const [start, end] = [await this.at(from.x, from.y), await this.at(to.x, to.y)]
    await this.dragMouse(start, end, keys)
  }

  /** Between two points of the window. The keys are held down. */
  async dragMouse(start: Point, end: Point, keys: readonly string[] = []): Promise<void> {
    const { mouse, keyboard } = this.page
    for (const key of keys) await keyboard.down(key.replace('Mod', 'ControlOrMeta'))
    await mouse.move(start.x, start.y)
    await mouse.down()
    await mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 })
    await mouse.move(end.x, end.y, { steps: 4 })
    await mouse.up()
    for (const key of keys) await keyboard.up(key.replace('Mod', 'ControlOrMeta'))
  }

  // History

  async undoAll(): Promise<number> {
    return this.#repeat('Undo', 'Mod+z')
  }

  async redoAll(): Promise<number> {
    return this.#repeat('Redo', 'Mod+Shift+z')
  }

  async #repeat(button: string, keys: string): Promise<number> {
    const control = this.button(button)
    let steps = 0
    while ((await control.getAttribute('aria-disabled')) === null) {
      await this.press(keys)
      steps++
    }
    return steps
  }
}
