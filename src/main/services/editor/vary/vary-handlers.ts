/** Requests for variations of layers. */
import type { varyMethods } from '../../../../shared/contract/vary-api.ts'
import type { Handlers } from '../../../../shared/contract/rpc.ts'
import type { EditorSession } from '../editor-session.ts'
import { snapshotOf } from '../layer-job.ts'
import { edgeTarget } from '../refine/edge-target.ts'
import { LayerVariations } from './variations.ts'

export function varyHandlers(session: EditorSession): Pick<Handlers, keyof typeof varyMethods> {
  const { editor } = session
  /** Of the layer that was asked about last. */
  let opened: { key: string; variations: Promise<LayerVariations> } | null = null

  const variationsOf = ({ document: id, layer }: { document: string; layer: string }) => {
    const document = session.document(id)
    const target = edgeTarget(document, layer)
    if (opened?.key !== target.key) {
      const opening = {
        key: target.key,
        variations: LayerVariations.open(snapshotOf(document), target, new AbortController().signal),
      }
      opening.variations.catch(() => {
        if (opened === opening) opened = null
      })
      opened = opening
    }
    return opened.variations
  }
  return {
    'vary.current': async ({ newEdge, ...of }) => {
      const picture = await (await variationsOf(of)).current(newEdge)
      if (!picture) return null
      const { width, height } = picture
      return { asset: editor.passing.put({ type: 'rgba', ...picture }), width, height }
    },
    'vary.make': async ({ newEdge, index, ...of }, { signal }) => {
      const found = await (await variationsOf(of)).make(editor.rooms.picker, index, newEdge, signal)
      if (found === null || found === 'none') return { variation: null, more: found === null }
      const { name, thumbnail: small, box, pixels, mask } = found
      const sized = ({ width, height }: { width: number; height: number }) => ({ width, height })
      const variation = {
        name,
        thumbnail: { asset: editor.passing.put({ type: 'rgba', ...small }), ...sized(small) },
        pixels: { asset: editor.passing.put({ type: 'rgba', ...sized(box), data: pixels }), ...box },
        mask: mask && {
          asset: editor.passing.put({ type: 'gray', ...sized(mask.box), data: mask.data }),
          ...mask.box,
        },
      }
      return { variation, more: true }
    },
  }
}
