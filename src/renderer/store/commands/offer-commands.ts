/** What only notifications offer, for as long as it can be done: no menu or list of shortcuts shows these. */
import { canEdit, type Command } from './command.ts'

export const offerCommands: readonly Command[] = [
  {
    id: 'layer.keepFinished',
    label: 'Keep finished layers',
    shortcuts: [],
    enabled: (state) => canEdit(state) && state.session.finished !== null,
    run: (actions) => actions.keepFinished(),
  },
  {
    id: 'file.downscale',
    label: 'Downscale',
    shortcuts: [],
    enabled: ({ session }) => session.busy === null && session.job === null,
    run: (actions) => actions.openDownscaled(),
  },
]
