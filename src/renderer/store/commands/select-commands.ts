/** Commands of the Select menu. */
import { hasDocument, type Command } from './command.ts'

export const selectCommands: readonly Command[] = [
  {
    id: 'select.all',
    label: 'All',
    shortcuts: ['Mod+A'],
    enabled: hasDocument,
    run: (actions) => actions.selectAllPixels(),
  },
  {
    id: 'select.none',
    label: 'Deselect',
    shortcuts: ['Mod+D'],
    enabled: ({ session }) => session.pixelSelection !== null,
    run: (actions) => actions.deselect(),
  },
  {
    id: 'select.reselect',
    label: 'Reselect',
    shortcuts: ['Mod+Shift+D'],
    enabled: ({ session }) => session.pixelSelection === null && session.lastPixelSelection !== null,
    run: (actions) => actions.reselect(),
  },
  {
    id: 'select.inverse',
    label: 'Inverse',
    shortcuts: ['Mod+Shift+I'],
    enabled: ({ session }) => session.pixelSelection !== null,
    run: (actions) => actions.invertSelection(),
  },
  {
    id: 'select.allLayers',
    label: 'All layers',
    shortcuts: ['Mod+Alt+A'],
    enabled: hasDocument,
    run: (actions) => actions.selectAllLayers(),
  },
  {
    id: 'select.layerAbove',
    label: 'Layer above',
    shortcuts: ['Alt+]'],
    repeats: true,
    enabled: hasDocument,
    run: (actions) => actions.selectNeighbour('up'),
  },
  {
    id: 'select.layerBelow',
    label: 'Layer below',
    shortcuts: ['Alt+['],
    repeats: true,
    enabled: hasDocument,
    run: (actions) => actions.selectNeighbour('down'),
  },
]
