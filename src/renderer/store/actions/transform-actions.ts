/** Where layers lie. Only matrices change, and masks, which are always linked, go along. */
import type { Region } from '../../../shared/compositing/composite.ts'
import {
  boundsUnder,
  drawUnder,
  invert,
  isWholePixelMove,
  multiply,
  type Matrix,
} from '../../../shared/compositing/transform.ts'
import { updateDocument } from '../../../shared/document/commands/properties.ts'
import { applyDiff, diffBetween, squashDiffs } from '../../../shared/document/diff.ts'
import { sameJson } from '../../../shared/document/equality.ts'
import { translation } from '../../../shared/document/records.ts'
import { getDocument, descendantsOf, getLayer, layersOf, outermost } from '../../../shared/document/tree.ts'
import type { DocumentRecords, LayerMask, LayerRecord, RecordsDiff } from '../../../shared/document/types.ts'
import { isTextLayer, placementOf, showsOriginal, type TextLayer } from '../../../shared/text/live-text.ts'
import type { Preview, TransformActions } from '../actions.ts'
import type { EditorContext } from '../context.ts'
import { assertUnlocked } from '../locks.ts'
import { boundsOf, canvasOf } from '../pixels/bounds.ts'
import { rectangle } from '../pixel-selection.ts'
import { drawText, type DrawnText } from '../text-drawing.ts'

/** Arrow presses that follow each other this fast are one step, in milliseconds. */
const NUDGE_PAUSE = 600

type Ids = readonly string[]

export function transformActions(context: EditorContext): TransformActions {
  const { session } = context
  let nudge: { ids: Ids; x: number; y: number; timer: ReturnType<typeof setTimeout> } | null = null

  /** What a change of this name begins with: a gesture of another name, such as a nudge, is over with it. */
  const baseOf = (name: string) => (context.model.gesture === name ? context.model.base : context.records)

  const transform = (
    ids: Ids,
    matrix: Matrix,
    { preview = false, name = 'Transform' }: Preview & { name?: string } = {},
  ) => {
    const change = (records: DocumentRecords) => {
      assertUnlocked(records, ids, 'position')
      return transformed(records, ids, () => matrix)
    }
    const members = membersOf(baseOf(name), ids)
    const drawn = members.filter((layer) => layer.mask !== null || isDrawnText(layer))
    if (preview || isWholePixelMove(matrix) || drawn.length === 0) return void context.edit(name, change, { preview })
    void withDrawn(drawn, () => matrix, name, change)
  }
  /** The end of a turn or a scaling: masks and text are drawn anew under the matrix. */
  const withDrawn = async (
    layers: LayerRecord[],
    matrixOf: (layer: LayerRecord) => Matrix,
    name: string,
    change: (records: DocumentRecords) => RecordsDiff,
  ) => {
    const work = async () => {
      const anew = new Map<string, { mask?: LayerMask } & Partial<DrawnText>>()
      for (const layer of layers) {
        const matrix = matrixOf(layer)
        const mask = layer.mask && { mask: await maskUnder(context, layer.mask, matrix) }
        const text = isDrawnText(layer) && (await drawText(context, layer.text, multiply(matrix, placementOf(layer))))
        anew.set(layer.id, { ...mask, ...(text || null) })
      }
      context.finish(name, (records) => {
        const diff = change(records)
        const after = applyDiff(records, diff)
        const before: Record<string, LayerRecord> = {}
        const drawn: Record<string, LayerRecord> = {}
        for (const [id, parts] of anew) {
          before[id] = getLayer(after, id)
          drawn[id] = { ...before[id], ...parts } as LayerRecord
        }
        return squashDiffs([diff, diffBetween(before, drawn)])
      })
    }
    // What was dragged stays where it is meanwhile.
    await context.work('Transforming', work, { keepsGesture: context.model.gesture === name })
  }
  const each = (ids: Ids, name: string, move: (box: Region, index: number) => { x: number; y: number }) =>
    void context.edit(name, (records) => {
      assertUnlocked(records, ids, 'position')
      let now = records
      const diffs = ids.map((id, index) => {
        const box = boundsOf(records, [id])
        const { x, y } = box ? move(box, index) : { x: 0, y: 0 }
        const diff = transformed(now, [id], () => translation(Math.round(x), Math.round(y)))
        now = applyDiff(now, diff)
        return diff
      })
      return squashDiffs(diffs)
    })
  /** Around the middle of what the layers cover. */
  const aroundMiddle = (
    ids: Ids,
    [a, b, c, d]: readonly [number, number, number, number],
    name: string,
    options?: Preview,
  ) => {
    const box = boundsOf(baseOf(name), ids)
    if (!box) return
    const x = box.x + box.width / 2
    const y = box.y + box.height / 2
    // Quarter turns and mirrors keep pixels whole where the middle is on half a pixel.
    const snap = (value: number) => Math.round(value * 2) / 2
    const e = snap(x - a * x - c * y)
    const f = snap(y - b * x - d * y)
    const whole = [a, b, c, d].every(Number.isInteger)
    transform(ids, [a, b, c, d, whole ? Math.round(e) : x - a * x - c * y, whole ? Math.round(f) : y - b * x - d * y], {
      ...options,
      name,
    })
  }
  return {
    transform,
    moveBy: (ids, x, y, options) =>
      transform(ids, translation(Math.round(x), Math.round(y)), {
        ...options,
        name: ids.length > 1 ? 'Move layers' : 'Move',
      }),
    nudge(x, y) {
      const ids = session.getState().selection
      if (ids.length === 0) return
      clearTimeout(nudge?.timer)
      const before = context.model.gesture === 'Nudge' ? nudge : null
      // Other layers are a step of their own.
      if (before && !sameJson(before.ids, ids)) context.model.commitGesture()
      const going = context.model.gesture === 'Nudge' ? before : null
      const by = { x: (going?.x ?? 0) + x, y: (going?.y ?? 0) + y }
      transform(ids, translation(by.x, by.y), { preview: true, name: 'Nudge' })
      const timer = setTimeout(() => {
        if (context.model.gesture === 'Nudge') context.model.commitGesture()
      }, NUDGE_PAUSE)
      nudge = { ids, ...by, timer }
    },
    setBox(ids, { x, y, width, height, rotation }, options) {
      const name = rotation !== undefined ? 'Rotate' : width === undefined && height === undefined ? 'Move' : 'Scale'
      const base = baseOf(name)
      const box = boundsOf(base, ids)
      if (!box) return
      if (rotation !== undefined) {
        const turn = ((rotation - rotationOf(base, ids)) * Math.PI) / 180
        return aroundMiddle(ids, [Math.cos(turn), Math.sin(turn), -Math.sin(turn), Math.cos(turn)], name, options)
      }
      const matrix = resized(base, ids, box, { width, height })
      const [, , , , e, f] = matrix
      const by = { x: x === undefined ? 0 : x - box.x, y: y === undefined ? 0 : y - box.y }
      const placed: Matrix = [matrix[0], matrix[1], matrix[2], matrix[3], e + by.x, f + by.y]
      transform(ids, placed, { ...options, name })
    },
    flip: (ids, axis) => aroundMiddle(ids, axis === 'horizontal' ? [-1, 0, 0, 1] : [1, 0, 0, -1], `Flip ${axis}`),
    rotate(ids, degrees) {
      const turns = ((degrees % 360) + 360) % 360
      const angle = (turns * Math.PI) / 180
      // Sines of whole quarters are whole.
      const round = (value: number) => (turns % 90 === 0 ? Math.round(value) : value)
      const cos = round(Math.cos(angle))
      const sin = round(Math.sin(angle))
      aroundMiddle(ids, [cos, sin, -sin, cos], `Rotate ${degrees}°`)
    },
    resetTransform(ids) {
      const change = (records: DocumentRecords) => {
        assertUnlocked(records, ids, 'position')
        const before: Record<string, LayerRecord> = {}
        const after: Record<string, LayerRecord> = {}
        for (const layer of membersOf(records, ids)) {
          if (layer.type !== 'pixels' || isDrawnText(layer)) continue
          const box = boundsUnder(layer.width, layer.height, layer.transform)
          const x = Math.round(box.x + (box.width - layer.width) / 2)
          const y = Math.round(box.y + (box.height - layer.height) / 2)
          before[layer.id] = layer
          after[layer.id] = { ...layer, transform: translation(x, y) }
        }
        return diffBetween(before, after)
      }
      const texts = membersOf(baseOf('Reset transform'), ids).filter(isDrawnText)
      if (texts.length === 0) return void context.edit('Reset transform', change)
      void withDrawn(texts, (layer) => straightening(layer as TextLayer), 'Reset transform', change)
    },
    align(ids, edge) {
      const { records } = context
      const roots = outermost(records, ids).map(({ id }) => id)
      // One layer is aligned to the selection, or to the canvas.
      const frame =
        roots.length > 1 ? boundsOf(records, roots) : (session.getState().pixelSelection ?? canvasOf(records))
      if (frame) each(roots, 'Align', (box) => alignment(box, frame, edge))
    },
    distribute(ids, axis) {
      const { records } = context
      const middle = (box: Region | null) =>
        box ? (axis === 'horizontal' ? box.x + box.width / 2 : box.y + box.height / 2) : 0
      const sorted = outermost(records, ids)
        .map(({ id }) => ({ id, at: middle(boundsOf(records, [id])) }))
        .sort((one, other) => one.at - other.at)
      if (sorted.length < 3) return
      const first = sorted[0].at
      const gap = (sorted[sorted.length - 1].at - first) / (sorted.length - 1)
      each(
        sorted.map(({ id }) => id),
        'Distribute',
        (_box, index) => {
          const by = first + gap * index - sorted[index].at
          return axis === 'horizontal' ? { x: by, y: 0 } : { x: 0, y: by }
        },
      )
    },
    cropCanvas(region) {
      const box = rectangle(region, { width: Infinity, height: Infinity }) ?? null
      const done = context.edit('Crop', (records) => cropped(records, box ?? region))
      if (done) session.setState({ crop: null, pixelSelection: null, mode: 'layers' })
    },
    setCrop: (crop) => session.setState({ crop }),
    applyCrop() {
      const { crop } = session.getState()
      if (crop) this.cropCanvas(crop)
    },
  }
}

/** Whether its pixels are drawn from text, and so may be drawn anew. */
function isDrawnText(layer: LayerRecord): layer is TextLayer {
  return isTextLayer(layer) && !showsOriginal(layer)
}

/** The matrix around the middle of a text that makes it upright at the size at which it is seen. */
function straightening(layer: TextLayer): Matrix {
  const [a, b, c, d] = placementOf(layer)
  const scale = Math.sqrt(Math.abs(a * d - b * c))
  const back = invert([a / scale, b / scale, c / scale, d / scale, 0, 0])
  const box = boundsUnder(layer.width, layer.height, layer.transform)
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  return back ? multiply(translation(x, y), multiply(back, translation(-x, -y))) : translation(0, 0)
}

/** The layers and everything in them. */
function membersOf(records: DocumentRecords, ids: Ids): LayerRecord[] {
  return outermost(records, ids).flatMap((layer) => [layer, ...descendantsOf(records, layer.id)])
}

/** The matrix on every layer of pixels; masks move along by whole pixels. */
function transformed(records: DocumentRecords, ids: Ids, matrixOf: (layer: LayerRecord) => Matrix): RecordsDiff {
  const before: Record<string, LayerRecord> = {}
  const after: Record<string, LayerRecord> = {}
  for (const layer of membersOf(records, ids)) {
    const matrix = matrixOf(layer)
    const moved = layer.type === 'pixels' ? { ...layer, transform: multiply(matrix, layer.transform) } : layer
    before[layer.id] = layer
    after[layer.id] =
      moved.mask && isWholePixelMove(matrix) ? { ...moved, mask: movedMask(moved.mask, matrix[4], matrix[5]) } : moved
  }
  return diffBetween(before, after)
}

function movedMask(mask: LayerMask, x: number, y: number): LayerMask {
  return { ...mask, x: mask.x + x, y: mask.y + y }
}

/** The mask's bytes drawn under the matrix. Its outside value stays around it. */
async function maskUnder(context: EditorContext, mask: LayerMask, matrix: Matrix): Promise<LayerMask> {
  const values = await context.pixels.mask(mask)
  const data = new Uint8Array(mask.width * mask.height * 4)
  const flip = mask.outside === 255 ? 255 : 0
  for (let i = 0; i < values.length; i++) data[i * 4 + 3] = values[i] ^ flip
  const placed = multiply(matrix, translation(mask.x, mask.y))
  const canvas = canvasOf(context.records)
  const reach = { x: -canvas.width, y: -canvas.height, width: 3 * canvas.width, height: 3 * canvas.height }
  const drawn = drawUnder({ width: mask.width, height: mask.height, data }, placed, reach)
  const region = { x: drawn.x, y: drawn.y, width: Math.max(1, drawn.width), height: Math.max(1, drawn.height) }
  const out = new Uint8Array(region.width * region.height).fill(mask.outside)
  for (let i = 0; i < drawn.width * drawn.height; i++) out[i] = drawn.data[i * 4 + 3] ^ flip
  const stored = await context.pixels.storeMask(context.document, region, out, mask.outside)
  return { ...stored, enabled: mask.enabled }
}

function alignment(
  box: Region,
  frame: Region,
  edge: Parameters<TransformActions['align']>[1],
): { x: number; y: number } {
  switch (edge) {
    case 'left':
      return { x: frame.x - box.x, y: 0 }
    case 'center':
      return { x: frame.x + frame.width / 2 - box.x - box.width / 2, y: 0 }
    case 'right':
      return { x: frame.x + frame.width - box.x - box.width, y: 0 }
    case 'top':
      return { x: 0, y: frame.y - box.y }
    case 'middle':
      return { x: 0, y: frame.y + frame.height / 2 - box.y - box.height / 2 }
    case 'bottom':
      return { x: 0, y: frame.y + frame.height - box.y - box.height }
  }
}

/** Another canvas: its size changes, and every layer moves by where it begins. */
function cropped(records: DocumentRecords, { x, y, width, height }: Region): RecordsDiff {
  const guides = getDocument(records).guides.map(({ axis, at }) => ({ axis, at: at - (axis === 'x' ? x : y) }))
  const resized = updateDocument(records, { width, height, guides })
  const after = applyDiff(records, resized)
  const all = layersOf(after).filter(({ parent }) => parent === null)
  const moved = transformed(
    after,
    all.map(({ id }) => id),
    () => translation(-x, -y),
  )
  return squashDiffs([resized, moved])
}

/** The angle of one layer's matrix in degrees, clockwise; 0 for several. */
export function rotationOf(records: DocumentRecords, ids: Ids): number {
  const layer = ids.length === 1 ? getLayer(records, ids[0]) : null
  if (layer?.type !== 'pixels') return 0
  // Text that was turned is drawn so: its pixels are upright.
  const [a, b] = isDrawnText(layer) ? placementOf(layer) : layer.transform
  return (Math.atan2(b, a) * 180) / Math.PI
}

/**
 * The matrix that gives layers another size, their top left corner staying: of one layer along its own axes, however it
 * is turned; of several along those of the canvas.
 */
function resized(records: DocumentRecords, ids: Ids, box: Region, to: { width?: number; height?: number }): Matrix {
  const layer = ids.length === 1 ? getLayer(records, ids[0]) : null
  const own = layer?.type === 'pixels' ? layer : null
  const [a, b, c, d] = own?.transform ?? [1, 0, 0, 1]
  const width = own ? own.width * Math.hypot(a, b) : box.width
  const height = own ? own.height * Math.hypot(c, d) : box.height
  const scale: Matrix = [Math.max(1, to.width ?? width) / width, 0, 0, Math.max(1, to.height ?? height) / height, 0, 0]
  if (!own) return [scale[0], 0, 0, scale[3], box.x * (1 - scale[0]), box.y * (1 - scale[3])]
  const back = invert(own.transform)
  if (!back) return translation(0, 0)
  const wanted = multiply(own.transform, scale)
  const grown = boundsUnder(own.width, own.height, wanted)
  return multiply(multiply(translation(box.x - grown.x, box.y - grown.y), wanted), back)
}
