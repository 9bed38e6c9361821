/** Commands that put layers elsewhere among the others, mark them, or go through their blend modes. */
import { activeLayer, canEdit, canEditSelection, type Command } from './command.ts'

export const arrangeCommands: readonly Command[] = [
  ...(['front', 'forward', 'backward', 'back'] as const).map((to): Command => {
    const labels = {
      front: 'Bring to front',
      forward: 'Bring forward',
      backward: 'Send backward',
      back: 'Send to back',
    }
    const keys = { front: 'Mod+Shift+]', forward: 'Mod+]', backward: 'Mod+[', back: 'Mod+Shift+[' }
    return {
      id: `layer.${to}`,
      label: labels[to],
      shortcuts: [keys[to]],
      enabled: canEditSelection,
      run: (actions, { session }) => actions.arrange(session.selection, to),
    }
  }),
  ...([null, 'red', 'orange', 'yellow', 'green', 'blue', 'violet', 'gray'] as const).map((label): Command => {
    const name = label ?? 'none'
    return {
      id: `layer.label.${name}`,
      label: name[0].toUpperCase() + name.slice(1),
      shortcuts: [],
      enabled: canEditSelection,
      checked: (state) => (activeLayer(state)?.label ?? null) === label && activeLayer(state) !== null,
      run: (actions, { session }) => actions.setLabel(session.selection, label),
    }
  }),
  ...(['left', 'center', 'right', 'top', 'middle', 'bottom'] as const).map((edge): Command => {
    const labels = {
      left: 'Align left edges',
      center: 'Align horizontal centers',
      right: 'Align right edges',
      top: 'Align top edges',
      middle: 'Align vertical centers',
      bottom: 'Align bottom edges',
    }
    return {
      id: `layer.align.${edge}`,
      label: labels[edge],
      shortcuts: [],
      enabled: canEditSelection,
      run: (actions, { session }) => actions.align(session.selection, edge),
    }
  }),
  ...(['horizontal', 'vertical'] as const).map((axis): Command => ({
    id: `layer.distribute.${axis}`,
    label: axis === 'horizontal' ? 'Distribute horizontally' : 'Distribute vertically',
    shortcuts: [],
    enabled: (state) => canEdit(state) && state.session.selection.length > 2,
    run: (actions, { session }) => actions.distribute(session.selection, axis),
  })),
  ...([1, -1] as const).map((step): Command => ({
    id: step === 1 ? 'layer.nextBlendMode' : 'layer.previousBlendMode',
    label: step === 1 ? 'Next blend mode' : 'Previous blend mode',
    shortcuts: [step === 1 ? 'Shift++' : 'Shift+-'],
    repeats: true,
    enabled: canEditSelection,
    run: (actions, { session }) => actions.cycleBlendMode(session.selection, step),
  })),
]
