/** Commands of the View and Help menus, tools, and keys on the canvas. */
import type { Tool } from '../state.ts'
import { isPicking } from '../pick-state.ts'
import { guidesOf } from '../guides.ts'
import { always, canEdit, canEditSelection, hasDocument, isTrying, type Command, type EditorState } from './command.ts'

const hasGuides = (state: EditorState) => guidesOf(state).length > 0

export const viewCommands: readonly Command[] = [
  {
    id: 'view.zoomIn',
    label: 'Zoom in',
    shortcuts: ['Mod++', 'Mod+='],
    repeats: true,
    enabled: hasDocument,
    run: (actions) => actions.zoomIn(),
  },
  {
    id: 'view.zoomOut',
    label: 'Zoom out',
    shortcuts: ['Mod+-'],
    repeats: true,
    enabled: hasDocument,
    run: (actions) => actions.zoomOut(),
  },
  { id: 'view.fit', label: 'Fit', shortcuts: ['Mod+0'], enabled: hasDocument, run: (actions) => actions.fit() },
  {
    id: 'view.actualSize',
    label: '100%',
    shortcuts: ['Mod+1'],
    enabled: hasDocument,
    run: (actions) => actions.zoomTo(1),
  },
  {
    id: 'view.compare',
    label: 'Compare',
    shortcuts: ['Y'],
    enabled: hasDocument,
    checked: ({ session }) => session.mode === 'compare',
    run: (actions, { session }) => actions.setMode(session.mode === 'compare' ? 'layers' : 'compare'),
  },
  {
    id: 'view.difference',
    label: 'Difference',
    shortcuts: [],
    enabled: hasDocument,
    checked: ({ session }) => session.mode === 'difference',
    run: (actions, { session }) => actions.setMode(session.mode === 'difference' ? 'layers' : 'difference'),
  },
  {
    id: 'view.exploded',
    label: 'Exploded stack',
    shortcuts: ['Shift+Y'],
    enabled: hasDocument,
    checked: ({ session }) => session.mode === 'exploded',
    run: (actions, { session }) => actions.setMode(session.mode === 'exploded' ? 'layers' : 'exploded'),
  },
  ...(['light', 'medium', 'dark'] as const).map((checkerboard): Command => ({
    id: `view.checkerboard.${checkerboard}`,
    label: checkerboard[0].toUpperCase() + checkerboard.slice(1),
    shortcuts: [],
    enabled: always,
    checked: ({ session }) => session.preferences.checkerboard === checkerboard,
    run: (actions) => actions.setPreferences({ checkerboard }),
  })),
  {
    id: 'view.rulers',
    label: 'Rulers',
    shortcuts: ['Mod+R'],
    enabled: always,
    checked: ({ session }) => session.preferences.rulers,
    run: (actions, { session }) => actions.setPreferences({ rulers: !session.preferences.rulers }),
  },
  {
    id: 'view.guides',
    label: 'Guides',
    shortcuts: ['Mod+;'],
    enabled: hasGuides,
    checked: (state) => hasGuides(state) && !state.session.guidesHidden,
    run: (actions, { session }) => actions.setGuidesHidden(!session.guidesHidden),
  },
  {
    id: 'view.clearGuides',
    label: 'Clear guides',
    shortcuts: [],
    enabled: (state) => canEdit(state) && hasGuides(state),
    run: (actions) => actions.setGuides('Clear guides', []),
  },
  {
    id: 'view.lockGuides',
    label: 'Lock guides',
    shortcuts: ['Mod+Alt+;'],
    enabled: hasDocument,
    checked: ({ session }) => session.guidesLocked,
    run: (actions, { session }) => actions.setGuidesLocked(!session.guidesLocked),
  },
  {
    id: 'view.snapping',
    label: 'Snap',
    shortcuts: ['Mod+Shift+;'],
    enabled: always,
    checked: ({ session }) => session.preferences.snapping,
    run: (actions, { session }) => actions.setPreferences({ snapping: !session.preferences.snapping }),
  },
  {
    id: 'view.layers',
    label: 'Layers',
    shortcuts: ['F7'],
    enabled: always,
    checked: ({ session }) => !session.panelsHidden,
    run: (actions, { session }) => actions.setPanelsHidden(!session.panelsHidden),
  },
  {
    id: 'view.hidePanels',
    label: 'Hide panels',
    shortcuts: ['Mod+\\'],
    enabled: always,
    checked: ({ session }) => session.panelsHidden,
    run: (actions, { session }) => actions.setPanelsHidden(!session.panelsHidden),
  },
  {
    id: 'view.fullScreen',
    label: 'Full screen',
    shortcuts: ['F11'],
    enabled: always,
    run: (actions) => actions.toggleFullScreen(),
  },
]

export const helpCommands: readonly Command[] = [
  {
    id: 'help.shortcuts',
    label: 'Keyboard shortcuts',
    shortcuts: ['F1'],
    enabled: always,
    run: (actions) => actions.showDialog({ kind: 'shortcuts' }),
  },
  {
    id: 'help.about',
    label: 'About',
    shortcuts: [],
    enabled: always,
    run: (actions) => actions.showDialog({ kind: 'about' }),
  },
]

/** The toolbar, in its order. */
export const toolTable: readonly { tool: Tool; label: string; shortcut: string }[] = [
  { tool: 'move', label: 'Move', shortcut: 'V' },
  { tool: 'marquee', label: 'Rectangle select', shortcut: 'M' },
  { tool: 'lasso', label: 'Lasso', shortcut: 'L' },
  { tool: 'pick', label: 'Pick object', shortcut: 'W' },
  { tool: 'crop', label: 'Crop', shortcut: 'C' },
  { tool: 'brush', label: 'Brush', shortcut: 'B' },
  { tool: 'eraser', label: 'Eraser', shortcut: 'E' },
  { tool: 'text', label: 'Text', shortcut: 'T' },
  { tool: 'hand', label: 'Hand', shortcut: 'H' },
  { tool: 'zoom', label: 'Zoom', shortcut: 'Z' },
]

const arrows = [
  ['ArrowLeft', 'left', -1, 0],
  ['ArrowRight', 'right', 1, 0],
  ['ArrowUp', 'up', 0, -1],
  ['ArrowDown', 'down', 0, 1],
] as const

export const toolCommands: readonly Command[] = [
  ...toolTable.map(({ tool, label, shortcut }): Command => ({
    id: `tool.${tool}`,
    label,
    shortcuts: [shortcut],
    enabled: hasDocument,
    checked: ({ session }) => session.tool === tool,
    run: (actions) => actions.setTool(tool),
  })),
  {
    id: 'brush.cycleMode',
    label: 'Next brush mode',
    shortcuts: ['Shift+B'],
    enabled: hasDocument,
    run: (actions) => actions.cycleBrushMode(),
  },
  {
    id: 'brush.smaller',
    label: 'Smaller brush',
    shortcuts: ['['],
    repeats: true,
    enabled: always,
    run: (actions) => actions.stepBrush('size', -1),
  },
  {
    id: 'brush.larger',
    label: 'Larger brush',
    shortcuts: [']'],
    repeats: true,
    enabled: always,
    run: (actions) => actions.stepBrush('size', 1),
  },
  {
    id: 'brush.softer',
    label: 'Softer brush',
    shortcuts: ['Shift+['],
    repeats: true,
    enabled: always,
    run: (actions) => actions.stepBrush('hardness', -1),
  },
  {
    id: 'brush.harder',
    label: 'Harder brush',
    shortcuts: ['Shift+]'],
    repeats: true,
    enabled: always,
    run: (actions) => actions.stepBrush('hardness', 1),
  },
  {
    id: 'colors.swap',
    label: 'Swap colors',
    shortcuts: ['X'],
    enabled: always,
    run: (actions) => actions.swapColors(),
  },
  {
    id: 'colors.default',
    label: 'Default colors',
    shortcuts: ['D'],
    enabled: always,
    run: (actions) => actions.defaultColors(),
  },
  ...arrows.flatMap(([key, name, x, y]): Command[] => [
    {
      id: `nudge.${name}`,
      label: `Nudge ${name}`,
      shortcuts: [key],
      repeats: true,
      enabled: (state) => isPicking(state) || canEditSelection(state),
      run(actions, state) {
        const { variations } = state.session
        if (variations) return actions.chooseVariation(variations.chosen + x + y)
        return isPicking(state) ? actions.movePickCursor(x, y) : actions.nudge(x, y)
      },
    },
    {
      id: `nudge.${name}10`,
      label: `Nudge ${name} by 10`,
      shortcuts: [`Shift+${key}`],
      repeats: true,
      enabled: (state) => !isTrying(state) && (isPicking(state) || canEditSelection(state)),
      run: (actions, state) =>
        isPicking(state) ? actions.movePickCursor(10 * x, 10 * y) : actions.nudge(10 * x, 10 * y),
    },
  ]),
  {
    id: 'canvas.escape',
    label: 'Cancel',
    shortcuts: ['Escape'],
    enabled: hasDocument,
    run: (actions) => actions.escape(),
  },
  {
    id: 'canvas.apply',
    label: 'Apply',
    shortcuts: ['Enter'],
    enabled: (state) => state.session.crop !== null || (canEdit(state) && (isPicking(state) || isTrying(state))),
    run(actions, { session }) {
      if (session.refine) return actions.applyRefining()
      if (session.variations) return actions.applyVariation()
      return session.crop ? actions.applyCrop() : actions.applyPick()
    },
  },
]
