/** Commands of the Layer menu and of a layer's context menu. */
import { descendantsOf } from '../../../shared/document/tree.ts'
import type { LayerRecord } from '../../../shared/document/types.ts'
import { holdsText } from '../../../shared/text/live-text.ts'
import { refinableLayer } from '../refine-state.ts'
import { whyNoVariations } from '../variations-state.ts'
import {
  activeLayer,
  canEdit,
  canEditSelection,
  hasSelection,
  selectedLayers,
  type Command,
  type EditorState,
} from './command.ts'

const someSelected = (test: (layer: LayerRecord) => boolean) => (state: EditorState) =>
  canEdit(state) && selectedLayers(state).some(test)
const activeHasMask = (state: EditorState) => canEdit(state) && Boolean(activeLayer(state)?.mask)
const isLocked = ({ locks }: LayerRecord) => locks.position && locks.pixels && locks.transparency
const allHidden = (state: EditorState) => selectedLayers(state).every(({ visible }) => !visible)
const allLocked = (state: EditorState) => selectedLayers(state).every(isLocked)
const maskIsOff = (state: EditorState) => activeLayer(state)?.mask?.enabled === false
const holdsPixels = (state: EditorState, layer: LayerRecord): boolean =>
  layer.type !== 'group' || descendantsOf(state.document.records, layer.id).some(({ type }) => type !== 'group')

/** What was tried out last is for a layer that is there, and may be changed. */
function canResumeTrial(state: EditorState): boolean {
  const { lostTrial } = state.session
  const layer = lostTrial && state.document.records[lostTrial.state.layer]
  return canEdit(state) && layer?.type === 'pixels' && !layer.locks.pixels && !layer.locks.transparency
}

/** For what works on the pixels of one layer. */
function whyNoPixels(state: EditorState): string | null {
  const layer = activeLayer(state)
  if (state.session.selection.length > 1) return 'select one layer'
  if (!layer) return 'select a layer'
  if (layer.type !== 'pixels') return 'the layer has no pixels of its own'
  return layer.locks.pixels || layer.locks.transparency ? 'the layer is locked' : null
}

export const layerCommands: readonly Command[] = [
  {
    id: 'layer.decompose',
    label: 'Decompose',
    shortcuts: ['Mod+Enter'],
    enabled: canEdit,
    run: (actions) => actions.decompose(),
  },
  {
    id: 'layer.decomposeOptions',
    label: 'Decompose options…',
    shortcuts: ['Mod+Shift+Enter'],
    enabled: canEdit,
    run: (actions) => actions.showDialog({ kind: 'decompose', targets: [] }),
  },
  {
    id: 'layer.new',
    label: 'New layer',
    shortcuts: ['Mod+Shift+N'],
    enabled: canEdit,
    run: (actions) => actions.addLayer(),
  },
  { id: 'layer.newGroup', label: 'New group', shortcuts: [], enabled: canEdit, run: (actions) => actions.addGroup() },
  {
    id: 'layer.fillColor',
    label: 'New color fill…',
    shortcuts: [],
    enabled: canEdit,
    run(actions, { session }) {
      const layer = actions.addFill({ type: 'color', color: session.colors.foreground })
      if (layer) actions.showDialog({ kind: 'fill', layer })
    },
  },
  {
    id: 'layer.fillGradient',
    label: 'New gradient fill…',
    shortcuts: [],
    enabled: canEdit,
    run(actions, { session: { colors } }) {
      const stops = [
        { offset: 0, color: colors.foreground, opacity: 1 },
        { offset: 1, color: colors.background, opacity: 1 },
      ]
      const layer = actions.addFill({ type: 'gradient', shape: 'linear', angle: 90, stops })
      if (layer) actions.showDialog({ kind: 'fill', layer })
    },
  },
  {
    id: 'layer.fillPicture',
    label: 'New picture fill…',
    shortcuts: [],
    enabled: canEdit,
    run: (actions) => actions.addPictureFill(),
  },
  {
    id: 'layer.editFill',
    label: 'Edit fill…',
    shortcuts: [],
    enabled: (state) => canEdit(state) && activeLayer(state)?.type === 'fill',
    run(actions, { session }) {
      if (session.active) actions.showDialog({ kind: 'fill', layer: session.active })
    },
  },
  {
    id: 'layer.viaCopy',
    label: 'Layer via copy',
    shortcuts: [],
    enabled: (state) => canEditSelection(state) && state.session.pixelSelection !== null,
    run: (actions) => actions.layerViaCopy(false),
  },
  {
    id: 'layer.viaCut',
    label: 'Layer via cut',
    shortcuts: ['Mod+Shift+J'],
    enabled: (state) => canEditSelection(state) && state.session.pixelSelection !== null,
    run: (actions) => actions.layerViaCopy(true),
  },
  {
    id: 'layer.split',
    label: 'Split this layer',
    shortcuts: ['Mod+Alt+Enter'],
    enabled: (state) => canEdit(state) && selectedLayers(state).some((layer) => holdsPixels(state, layer)),
    run: (actions) => actions.split(),
  },
  {
    id: 'layer.splitOptions',
    label: 'Split options…',
    shortcuts: [],
    enabled: (state) => canEdit(state) && selectedLayers(state).some((layer) => holdsPixels(state, layer)),
    run: (actions, { session }) => actions.showDialog({ kind: 'decompose', targets: session.selection }),
  },
  {
    id: 'layer.reroll',
    label: 'Re-roll…',
    shortcuts: ['Mod+Alt+F'],
    enabled: (state) => canEdit(state) && refinableLayer(state) !== null && whyNoVariations(state) === null,
    why: (state) => whyNoPixels(state) ?? whyNoVariations(state),
    run: (actions) => actions.startVariations(),
  },
  {
    id: 'layer.refineEdge',
    label: 'Refine edge…',
    shortcuts: ['Mod+Alt+R'],
    enabled: (state) => canEdit(state) && refinableLayer(state) !== null,
    why: whyNoPixels,
    run: (actions) => actions.startRefining(),
  },
  {
    id: 'layer.resumeTrial',
    label: 'Go on with it',
    shortcuts: [],
    enabled: canResumeTrial,
    run: (actions) => actions.resumeTrial(),
  },
  {
    id: 'layer.duplicate',
    label: 'Duplicate',
    shortcuts: ['Mod+J'],
    enabled: canEditSelection,
    run: (actions, { session }) =>
      session.pixelSelection ? actions.layerViaCopy(false) : actions.duplicate(session.selection),
  },
  {
    id: 'layer.delete',
    label: 'Delete',
    shortcuts: ['Delete', 'Backspace'],
    enabled: canEditSelection,
    run: (actions, { session }) =>
      session.pixelSelection ? actions.clearSelected(session.selection) : actions.remove(session.selection),
  },
  {
    id: 'layer.rename',
    label: 'Rename',
    shortcuts: ['F2'],
    enabled: canEditSelection,
    run: (actions, { session }) => actions.startRename(session.active ?? session.selection[0]),
  },
  {
    id: 'layer.group',
    label: 'Group',
    shortcuts: ['Mod+G'],
    enabled: canEditSelection,
    run: (actions, { session }) => actions.group(session.selection),
  },
  {
    id: 'layer.ungroup',
    label: 'Ungroup',
    shortcuts: ['Mod+Shift+G'],
    enabled: someSelected(({ type }) => type === 'group'),
    run: (actions, { session }) => actions.ungroup(session.selection),
  },
  {
    id: 'layer.addMask',
    label: 'Add mask',
    shortcuts: [],
    enabled: someSelected(({ mask }) => mask === null),
    run: (actions, { session }) => actions.addMask(session.selection),
  },
  {
    id: 'layer.addMaskFromAlpha',
    label: 'Add mask from transparency',
    shortcuts: [],
    enabled: someSelected(({ mask, type }) => mask === null && type === 'pixels'),
    run: (actions, { session }) => actions.addMask(session.selection, 'alpha'),
  },
  {
    id: 'layer.disableMask',
    label: 'Disable mask',
    labelIn: (state) => (maskIsOff(state) ? 'Enable mask' : 'Disable mask'),
    shortcuts: [],
    enabled: activeHasMask,
    run: (actions, state) => actions.setMaskEnabled(state.session.selection, maskIsOff(state)),
  },
  {
    id: 'layer.applyMask',
    label: 'Apply mask',
    shortcuts: [],
    enabled: someSelected(({ mask, type }) => mask !== null && type === 'pixels'),
    run: (actions, { session }) => actions.applyMask(session.selection),
  },
  {
    id: 'layer.deleteMask',
    label: 'Delete mask',
    shortcuts: [],
    enabled: someSelected(({ mask }) => mask !== null),
    run: (actions, { session }) => actions.deleteMask(session.selection),
  },
  {
    id: 'layer.invertMask',
    label: 'Invert mask',
    shortcuts: ['Mod+I'],
    enabled: activeHasMask,
    run(actions, { session }) {
      if (session.active) return actions.invertMask(session.active)
    },
  },
  {
    id: 'layer.selectPixels',
    label: 'Select pixels',
    shortcuts: [],
    enabled: (state) => activeLayer(state) !== null,
    run(actions, { session }) {
      if (session.active) return actions.loadSelection(session.active, 'alpha')
    },
  },
  {
    id: 'layer.clip',
    label: 'Clip to layer below',
    labelIn: (state) => (activeLayer(state)?.clipping ? 'Release clipping' : 'Clip to layer below'),
    shortcuts: ['Mod+Alt+G'],
    enabled: canEditSelection,
    checked: (state) => activeLayer(state)?.clipping === true,
    run: (actions, state) => actions.setClipping(state.session.selection, !activeLayer(state)?.clipping),
  },
  {
    id: 'layer.transform',
    label: 'Transform',
    shortcuts: ['Mod+T'],
    enabled: canEditSelection,
    run(actions) {
      actions.setTool('move')
      actions.setToolOptions('move', { controls: true })
    },
  },
  {
    id: 'layer.flipHorizontal',
    label: 'Flip horizontal',
    shortcuts: [],
    enabled: canEditSelection,
    run: (actions, { session }) => actions.flip(session.selection, 'horizontal'),
  },
  {
    id: 'layer.flipVertical',
    label: 'Flip vertical',
    shortcuts: [],
    enabled: canEditSelection,
    run: (actions, { session }) => actions.flip(session.selection, 'vertical'),
  },
  {
    id: 'layer.rotateRight',
    label: 'Rotate 90° right',
    shortcuts: [],
    enabled: canEditSelection,
    run: (actions, { session }) => actions.rotate(session.selection, 90),
  },
  {
    id: 'layer.rotateLeft',
    label: 'Rotate 90° left',
    shortcuts: [],
    enabled: canEditSelection,
    run: (actions, { session }) => actions.rotate(session.selection, -90),
  },
  {
    id: 'layer.rotateHalf',
    label: 'Rotate 180°',
    shortcuts: [],
    enabled: canEditSelection,
    run: (actions, { session }) => actions.rotate(session.selection, 180),
  },
  {
    id: 'layer.resetTransform',
    label: 'Reset transform',
    shortcuts: [],
    enabled: someSelected(({ type }) => type !== 'fill'),
    run: (actions, { session }) => actions.resetTransform(session.selection),
  },
  {
    id: 'layer.editText',
    label: 'Edit text',
    shortcuts: [],
    enabled(state) {
      const layer = activeLayer(state)
      return canEdit(state) && layer !== null && holdsText(layer)
    },
    run(actions, { session }) {
      if (session.active) return actions.editText(session.active)
    },
  },
  {
    id: 'layer.convertToPixels',
    label: 'Convert to pixels',
    shortcuts: [],
    enabled: someSelected(({ type }) => type !== 'group'),
    run: (actions, { session }) => actions.convertToPixels(session.selection),
  },
  {
    id: 'layer.hide',
    label: 'Hide',
    labelIn: (state) => (hasSelection(state) && allHidden(state) ? 'Show' : 'Hide'),
    shortcuts: ['Mod+Shift+H'],
    enabled: canEditSelection,
    run: (actions, state) => actions.setVisible(state.session.selection, allHidden(state)),
  },
  {
    id: 'layer.lock',
    label: 'Lock',
    labelIn: (state) => (hasSelection(state) && allLocked(state) ? 'Unlock' : 'Lock'),
    shortcuts: ['Mod+/'],
    enabled: canEditSelection,
    run(actions, state) {
      const on = !allLocked(state)
      actions.setLocks(state.session.selection, { transparency: on, pixels: on, position: on })
    },
  },
  {
    id: 'layer.solo',
    label: 'Show only this',
    labelIn: ({ session }) =>
      session.solo && session.solo.id === session.active ? 'Show the others again' : 'Show only this',
    shortcuts: [],
    enabled: (state) => canEdit(state) && activeLayer(state) !== null,
    run(actions, { session }) {
      if (session.active) actions.toggleSolo(session.active)
    },
  },
  {
    id: 'layer.mergeDown',
    label: 'Merge down',
    labelIn: ({ session }) => (session.selection.length > 1 ? 'Merge layers' : 'Merge down'),
    shortcuts: ['Mod+E'],
    enabled: canEditSelection,
    run: (actions, { session }) =>
      session.selection.length > 1 ? actions.mergeLayers(session.selection) : actions.mergeDown(),
  },
  {
    id: 'layer.mergeVisible',
    label: 'Merge visible',
    shortcuts: ['Mod+Shift+E'],
    enabled: canEdit,
    run: (actions) => actions.mergeVisible(),
  },
  { id: 'layer.flatten', label: 'Flatten image', shortcuts: [], enabled: canEdit, run: (actions) => actions.flatten() },
  {
    id: 'layer.export',
    label: 'Export layer…',
    shortcuts: [],
    enabled: canEditSelection,
    run: (actions, { session }) => actions.showDialog({ kind: 'export', layers: session.selection }),
  },
]
