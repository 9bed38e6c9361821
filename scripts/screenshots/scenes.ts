/** The states of the editor that the documentation shows, and how a person gets there. */
import type { EditorWindow } from '../../test/e2e/support/editor-window.ts'
import { example, type Props } from './props.ts'

export interface Scene {
  /** Of the file, without its ending. */
  name: string
  /** CSS pixels of the window; 1280 × 800 where it is left out. */
  size?: { width: number; height: number }
  light?: boolean
  show(editor: EditorWindow, props: Props): Promise<void>
}

/** Milliseconds that a machine may take to find things in a picture. */
const patience = 300_000

/** Opens one of the projects; the mouse is out of the way, and the messages are gone. */
async function openProject(editor: EditorWindow, file: string): Promise<void> {
  await editor.open(file)
  await editor.dismissToasts()
}

/** Things in the example coffee.jpg, in its pixels: engines may give their layers other names. */
const bag = { x: 330, y: 520 }
const cup = { x: 960, y: 360 }

/** Selects the layer that is seen at a place of the picture, and takes the mouse away. */
async function selectAt(editor: EditorWindow, { x, y }: { x: number; y: number }): Promise<void> {
  await editor.click(x, y)
  await editor.page.getByRole('treeitem', { selected: true }).first().waitFor()
  await editor.page.mouse.move(640, 16)
}

async function openDialog(editor: EditorWindow, act: () => Promise<void>): Promise<void> {
  await act()
  await editor.dialog.waitFor()
}

/** When the dialog has worked out what it will take. */
async function estimated(editor: EditorWindow): Promise<void> {
  await editor.dialog.getByRole('status', { name: 'Estimate' }).filter({ hasText: /\d/ }).waitFor()
}

async function choosePreferences(editor: EditorWindow, page: string): Promise<void> {
  await openDialog(editor, () => editor.press('Mod+,'))
  await editor.page.getByRole('tab', { name: page }).click()
}

export const scenes: readonly Scene[] = [
  { name: 'start', show: async (editor) => editor.page.getByRole('list', { name: 'Recent files' }).waitFor() },
  {
    name: 'opened',
    async show(editor) {
      await editor.open(example('coffee.jpg'))
    },
  },
  {
    name: 'decomposing',
    async show(editor) {
      await editor.open(example('coffee.jpg'))
      await editor.button('Decompose').click()
      const job = editor.page.getByRole('region', { name: 'Current job' })
      const found = editor.page.getByRole('list', { name: 'Layers found so far' }).getByRole('listitem')
      // The texts come first; then the things, one after the other.
      await found.nth(5).waitFor({ timeout: patience })
      await job.getByText(/ left$/).waitFor({ timeout: patience })
    },
  },
  {
    name: 'result',
    async show(editor, { coffee }) {
      await openProject(editor, coffee)
      await selectAt(editor, cup)
    },
  },
  {
    name: 'compare',
    async show(editor, { coffee }) {
      await openProject(editor, coffee)
      await selectAt(editor, cup)
      await editor.press('Mod+Shift+h')
      await editor.button('Compare').click()
      // The divider goes through the middle of what is hidden.
      const divider = await editor.page.getByRole('slider', { name: 'Compare position' }).boundingBox()
      const middle = await editor.at(cup.x, 560)
      await editor.dragMouse({ x: (divider?.x ?? 0) + 12, y: middle.y }, middle)
      await editor.page.mouse.move(640, 16)
    },
  },
  {
    name: 'exploded',
    async show(editor, { poster }) {
      await openProject(editor, poster)
      await editor.button('Exploded stack').click()
      await editor.page.getByRole('slider', { name: 'Spread' }).waitFor()
    },
  },
  {
    name: 'split',
    async show(editor, { poster }) {
      await openProject(editor, poster)
      await editor.layerMenu('Text: SUMMER', 'Split this layer')
      await editor.told('Split the layer')
      await editor.dismissToasts()
    },
  },
  {
    name: 'layer-menu',
    async show(editor, { poster }) {
      await openProject(editor, poster)
      await editor.nameOf('Text: SALE').click({ button: 'right' })
      await editor.page.getByRole('menu', { name: 'Layer menu' }).waitFor()
      await editor.page.getByRole('menuitem', { name: 'Split this layer' }).hover()
    },
  },
  {
    name: 'text',
    async show(editor, { poster }) {
      await openProject(editor, poster)
      await editor.layerMenu('Text: SALE', 'Edit text')
      await editor.page.getByRole('button', { name: 'Apply text' }).waitFor({ timeout: patience })
      await editor.press('Mod+a')
      await editor.page.keyboard.type('SUN')
    },
  },
  {
    name: 'pick',
    async show(editor) {
      await editor.open(example('coffee.jpg'))
      await editor.press('w')
      await editor.click(bag.x, bag.y)
      await editor.page.getByRole('button', { name: 'Make layer', disabled: false }).waitFor({ timeout: patience })
      await editor.page.getByRole('textbox', { name: 'Name this object' }).fill('Coffee bag')
    },
  },
  {
    name: 'refine',
    async show(editor, { coffee }) {
      await openProject(editor, coffee)
      await selectAt(editor, cup)
      await editor.press('Mod+Alt+r')
      const strip = editor.page.getByRole('region', { name: 'Refine edge' })
      await strip.waitFor({ timeout: patience })
      await editor.field('Feather').fill('6')
      await editor.press('Enter')
    },
  },
  {
    name: 'mask',
    async show(editor, { coffee }) {
      await openProject(editor, coffee)
      await selectAt(editor, bag)
      await editor.button('Add mask').click()
      await editor.idle()
      await editor.press('e')
      for (const y of [520, 600, 680]) await editor.drag({ x: 500, y }, { x: 780, y: y + 40 })
      await editor.idle()
      const { x, y } = await editor.at(720, 560)
      await editor.page.mouse.move(x, y)
    },
  },
  {
    name: 'fill',
    async show(editor, { poster }) {
      await openProject(editor, poster)
      await editor.nameOf('Background').click()
      await openDialog(editor, () => editor.menu('Layer', 'New fill layer', 'New gradient fill…'))
      await editor.page.getByRole('textbox', { name: 'Start color as text' }).fill('#f4604c')
      await editor.page.getByRole('textbox', { name: 'End color as text' }).fill('#7a3b8f')
    },
  },
  {
    name: 'export',
    async show(editor, { poster }) {
      await openProject(editor, poster)
      await openDialog(editor, () => editor.button('Export').click())
      await estimated(editor)
    },
  },
  {
    name: 'decompose-options',
    async show(editor) {
      await editor.open(example('coffee.jpg'))
      await openDialog(editor, () => editor.button('Decompose options').click())
      await estimated(editor)
    },
  },
  {
    name: 'batch',
    async show(editor) {
      await openDialog(editor, () => editor.menu('File', 'Batch folder…'))
      const files = ['coffee.jpg', 'lake.jpg', 'night-market.png', 'open-studio.png', 'summer-sale.png'].map(example)
      const chosen = editor.page.waitForEvent('filechooser')
      await editor.button('Choose files…').click()
      await (await chosen).setFiles(files)
      await editor.dialog.getByText('lake.jpg').waitFor()
    },
  },
  {
    name: 'models',
    async show(editor, { coffee }) {
      await openProject(editor, coffee)
      await choosePreferences(editor, 'Models')
      await editor.page.getByRole('list', { name: 'Models' }).getByRole('listitem').first().waitFor()
    },
  },
  {
    name: 'shortcuts',
    async show(editor, { coffee }) {
      await openProject(editor, coffee)
      await choosePreferences(editor, 'Shortcuts')
    },
  },
  {
    name: 'history',
    async show(editor, { poster }) {
      await openProject(editor, poster)
      await editor.nameOf('Text: SALE').click()
      await editor.press('5')
      await editor.page.getByRole('button', { name: 'Hide Text: SUMMER' }).click()
      await editor.nameOf('Text: SALE').click()
      await editor.press('Shift+ArrowRight', 'Mod+j', 'Mod+g', 'Mod+z')
      await editor.page.getByRole('tab', { name: 'History' }).click()
    },
  },
  {
    name: 'error',
    async show(editor, { coffee, broken }) {
      await openProject(editor, coffee)
      await editor.choose(broken, () => editor.menu('File', 'Open…'))
      await editor.page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'unsaved',
    async show(editor, { coffee }) {
      await openProject(editor, coffee)
      await selectAt(editor, bag)
      await editor.press('ArrowRight')
      await openDialog(editor, () => editor.menu('File', 'Close'))
    },
  },
  {
    name: 'light',
    light: true,
    async show(editor, { poster }) {
      await openProject(editor, poster)
      await editor.nameOf('Text: SUMMER').click()
    },
  },
  {
    name: 'large',
    size: { width: 1920, height: 1080 },
    async show(editor, { poster }) {
      await openProject(editor, poster)
      await editor.nameOf('Text: SALE').click()
    },
  },
]
