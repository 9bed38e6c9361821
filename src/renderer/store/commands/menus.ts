/** Which command stands in which menu. */

export type MenuItem =
  | { type: 'command'; command: string }
  | { type: 'separator' }
  | { type: 'submenu'; label: string; items: readonly MenuItem[] }
  /** The recent files, each opening its file. */
  | { type: 'recent'; label: string }
  /** The layers that selected pixels can go to. */
  | { type: 'movePixels'; label: string }

export interface Menu {
  label: string
  items: readonly MenuItem[]
}

const separator = { type: 'separator' } as const
const submenu = (label: string, ...items: (string | MenuItem)[]): MenuItem => ({
  type: 'submenu',
  label,
  items: list(items),
})
const list = (items: readonly (string | MenuItem)[]): MenuItem[] =>
  items.map((item) => (typeof item !== 'string' ? item : item === '-' ? separator : { type: 'command', command: item }))

const labels = ['none', 'red', 'orange', 'yellow', 'green', 'blue', 'violet', 'gray'].map(
  (name) => `layer.label.${name}`,
)

const maskCommands = [
  'layer.addMask',
  'layer.addMaskFromAlpha',
  'layer.disableMask',
  'layer.applyMask',
  'layer.deleteMask',
  'layer.invertMask',
]
const turns = submenu(
  'Flip and rotate',
  'layer.flipHorizontal',
  'layer.flipVertical',
  'layer.rotateRight',
  'layer.rotateLeft',
  'layer.rotateHalf',
  'layer.resetTransform',
)

/** Items that do not apply are disabled, not left out. */
export const layerContextMenu: readonly MenuItem[] = list([
  'layer.split',
  'layer.splitOptions',
  'layer.reroll',
  'layer.refineEdge',
  { type: 'movePixels', label: 'Move pixels to' },
  '-',
  'layer.duplicate',
  'layer.delete',
  'layer.rename',
  '-',
  'layer.group',
  'layer.ungroup',
  '-',
  // With more of it in the menu Layer: all of this one is to fit a window of 800 pixels.
  'layer.addMask',
  'layer.disableMask',
  'layer.applyMask',
  'layer.deleteMask',
  'layer.selectPixels',
  '-',
  'layer.transform',
  turns,
  'layer.editFill',
  'layer.editText',
  'layer.convertToPixels',
  '-',
  'layer.hide',
  'layer.lock',
  'layer.solo',
  'layer.clip',
  '-',
  'layer.mergeDown',
  'layer.mergeVisible',
  'layer.flatten',
  '-',
  'layer.export',
  submenu('Color label', ...labels),
])

export const menus: readonly Menu[] = [
  {
    label: 'File',
    items: list([
      'file.newFromClipboard',
      'file.open',
      { type: 'recent', label: 'Open recent' },
      'file.place',
      '-',
      'file.save',
      'file.saveAs',
      'file.revert',
      '-',
      'file.export',
      'file.batch',
      '-',
      'file.close',
      'file.exit',
    ]),
  },
  {
    label: 'Edit',
    items: list([
      'edit.undo',
      'edit.redo',
      '-',
      'edit.cut',
      'edit.copy',
      'edit.copyMerged',
      'edit.paste',
      '-',
      'edit.preferences',
    ]),
  },
  {
    label: 'Layer',
    // What a layer's own menu has, with more of it in submenus: all of it is to fit a window of 800 pixels.
    items: list([
      'layer.decompose',
      'layer.decomposeOptions',
      '-',
      submenu('New', 'layer.new', 'layer.newGroup', '-', 'layer.viaCopy', 'layer.viaCut'),
      submenu('New fill layer', 'layer.fillColor', 'layer.fillGradient', 'layer.fillPicture'),
      submenu('Layer mask', ...maskCommands),
      submenu('Arrange', 'layer.front', 'layer.forward', 'layer.backward', 'layer.back'),
      submenu(
        'Align',
        ...['left', 'center', 'right', '-', 'top', 'middle', 'bottom'].map((edge) =>
          edge === '-' ? edge : `layer.align.${edge}`,
        ),
        '-',
        'layer.distribute.horizontal',
        'layer.distribute.vertical',
      ),
      '-',
      'layer.split',
      'layer.splitOptions',
      'layer.reroll',
      'layer.refineEdge',
      '-',
      'layer.duplicate',
      'layer.delete',
      'layer.rename',
      'layer.group',
      'layer.ungroup',
      '-',
      'layer.transform',
      turns,
      'layer.editFill',
      'layer.convertToPixels',
      'layer.selectPixels',
      '-',
      'layer.hide',
      'layer.lock',
      'layer.solo',
      'layer.clip',
      '-',
      'layer.mergeDown',
      'layer.mergeVisible',
      'layer.flatten',
      '-',
      'layer.export',
      submenu('Color label', ...labels),
    ]),
  },
  {
    label: 'Select',
    items: list([
      'select.all',
      'select.none',
      'select.reselect',
      'select.inverse',
      '-',
      'select.allLayers',
      'select.layerAbove',
      'select.layerBelow',
    ]),
  },
  {
    label: 'View',
    items: list([
      'view.zoomIn',
      'view.zoomOut',
      'view.fit',
      'view.actualSize',
      '-',
      'view.compare',
      'view.difference',
      'view.exploded',
      submenu('Checkerboard', 'view.checkerboard.light', 'view.checkerboard.medium', 'view.checkerboard.dark'),
      'view.rulers',
      'view.guides',
      'view.lockGuides',
      'view.clearGuides',
      'view.snapping',
      '-',
      'view.layers',
      'view.hidePanels',
      'view.fullScreen',
    ]),
  },
  { label: 'Help', items: list(['help.shortcuts', 'help.about']) },
]
