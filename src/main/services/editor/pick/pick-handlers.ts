/** Requests for picking things out of a document. */
import type { PickMatte } from '../../../../shared/contract/api.ts'
import type { PickHint, pickMethods } from '../../../../shared/contract/pick-api.ts'
import type { Handlers } from '../../../../shared/contract/rpc.ts'
import type { PickedMatte } from '../../../engines/pick-messages.ts'
import type { EditorSession } from '../editor-session.ts'
import { snapshotOf, startLayerJob } from '../layer-job.ts'
import { makePickedLayer } from './make-layer.ts'
import { pickTarget, type PlacedTarget } from './pick-target.ts'

export function pickHandlers(session: EditorSession): Pick<Handlers, keyof typeof pickMethods> {
  const { editor } = session
  const { picker } = editor.rooms

  const targetOf = ({ document: id, layer }: { document: string; layer: string | null }) => {
    const document = session.document(id)
    return pickTarget({ ...snapshotOf(document), document: id, revision: document.revision }, layer)
  }
  /** Under a hash that is good for a while, and where it lies in the document. */
  const shown = (matte: PickedMatte | null, { x, y }: PlacedTarget): PickMatte | null => {
    if (!matte) return null
    const { width, height, data, box } = matte
    const asset = editor.passing.put({ type: 'gray', width, height, data })
    return { asset, width, height, box: { ...box, x: box.x + x, y: box.y + y } }
  }
  return {
    'pick.prepare': async (of, { signal }) => {
      await picker.prepare(targetOf(of), signal)
      return {}
    },
    'pick.hover': async ({ x, y, ...of }) => {
      const target = targetOf(of)
      return shown(await picker.hover(target, x - target.x, y - target.y), target)
    },
    'pick.matte': async ({ hints, ...of }, { signal }) => {
      const target = targetOf(of)
      return shown(await picker.matte(target, moved(hints, -target.x, -target.y), signal), target)
    },
    'pick.start': async ({ document: id, ...pick }) => {
      const document = session.document(id)
      document.refuseBusy()
      // Refused before the job: a layer that cannot be picked from.
      const target = targetOf({ document: id, layer: pick.layer })
      const hints = moved(pick.hints, -target.x, -target.y)
      return startLayerJob(session, 'pick', document, (snapshot, context) =>
        makePickedLayer(picker, snapshot, { ...pick, target, hints }, context),
      )
    },
  }
}

function moved(hints: readonly PickHint[], x: number, y: number): PickHint[] {
  return hints.map((hint) => {
    if (hint.kind !== 'stroke') return { ...hint, x: hint.x + x, y: hint.y + y }
    return { ...hint, points: hint.points.map((at, index) => at + (index % 2 ? y : x)) }
  })
}
