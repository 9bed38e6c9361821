/** For tests: a small document, and random command sequences over any document. */
import { topOf } from './commands/placement.ts'
import * as properties from './commands/properties.ts'
import * as structure from './commands/structure.ts'
import { applyDiff } from './diff.ts'
import { newDocument, newFillLayer, newGroup, newPixelLayer, translation } from './records.ts'
import { isInside, layersOf } from './tree.ts'
import { blendModes, type DocumentRecords, type LayerMask, type RecordsDiff } from './types.ts'

/** A well-formed asset hash that depends on the number alone. */
export function sampleHash(number: number): string {
  return number.toString(16).padStart(64, '0')
}

export function samplePixels(id: string, number = id.length) {
  return newPixelLayer({
    id,
    name: `Layer ${id}`,
    kind: 'object',
    asset: sampleHash(number),
    width: 10 + number,
    height: 20,
    transform: translation(3, 4),
  })
}

export function sampleMask(number: number): LayerMask {
  return { asset: sampleHash(1000 + number), x: 0, y: 0, width: 5, height: 6, enabled: true, outside: 0 }
}

/** From the bottom: back; group (low, high); front; paper (a fill). */
export function sampleDocument(): DocumentRecords {
  const document = newDocument({ name: 'Sample', width: 100, height: 80 })
  const top = [samplePixels('back', 1), newGroup({ id: 'group', name: 'Group' }), samplePixels('front', 2)]
  const paper = newFillLayer({ id: 'paper', name: 'Paper', fill: { type: 'color', color: [1, 2, 3] } })
  let records: DocumentRecords = { document }
  records = applyDiff(records, structure.insertLayers(records, { layers: [...top, paper], at: topOf(records, null) }))
  const inside = [samplePixels('low', 3), samplePixels('high', 4)]
  return applyDiff(records, structure.insertLayers(records, { layers: inside, at: topOf(records, 'group') }))
}

/** The numbers that choose one random command; each 0 or more. */
export type Choice = readonly [command: number, target: number, second: number, value: number]

/**
 * The diff of a command chosen by numbers, over whatever the document holds. New ids come from `newId`.
 * An empty diff where the chosen command has nothing to work on.
 */
export function randomCommand(records: DocumentRecords, choice: Choice, newId: () => string): RecordsDiff {
  const [command, target, second, value] = choice
  const layers = layersOf(records)
  if (layers.length === 0)
    return structure.insertLayers(records, { layers: [samplePixels(newId(), value)], at: topOf(records, null) })
  const a = layers[target % layers.length]
  const b = layers[second % layers.length]
  const ids = [a.id, b.id]
  const group = b.type === 'group' ? b.id : b.parent
  const intoItself = ids.some((id) => id === group || (group !== null && isInside(records, group, id)))
  const commands: (() => RecordsDiff)[] = [
    () => properties.renameLayer(records, { id: a.id, name: `Name ${value}` }),
    () => properties.setVisible(records, { ids, visible: value % 2 === 0 }),
    () => properties.setOpacity(records, { ids, opacity: (value % 11) / 10 }),
    () => properties.setBlendMode(records, { ids, blendMode: blendModes[1 + (value % (blendModes.length - 1))] }),
    () => properties.setLocks(records, { ids, locks: { position: value % 2 === 0 } }),
    () => properties.setMask(records, { id: a.id, mask: value % 3 === 0 ? null : sampleMask(value) }),
    () => properties.setMaskEnabled(records, { ids, enabled: value % 2 === 0 }),
    () => properties.updateDocument(records, { name: `Document ${value}` }),
    () => structure.insertLayers(records, { layers: [samplePixels(newId(), value)], at: topOf(records, group) }),
    () => structure.moveLayers(records, { ids: intoItself ? [] : ids, to: topOf(records, group) }),
    () => structure.moveLayers(records, { ids: [a.id], to: { parent: a.parent, above: null } }),
    () => structure.groupLayers(records, { ids, group: { id: newId(), name: 'Grouped' } }),
    () => structure.ungroupLayers(records, { id: layers.find(({ type }) => type === 'group')?.id ?? 'none' }),
    () => structure.duplicateLayers(records, { ids, newId }),
    () => structure.removeLayers(records, { ids: [a.id] }),
    () =>
      structure.replaceLayerWithGroup(records, { id: a.id, groupId: newId(), layers: [samplePixels(newId(), value)] }),
    () => structure.replaceLayersWithLayer(records, { ids, layer: samplePixels(newId(), value) }),
  ]
  const hasGroup = layers.some(({ type }) => type === 'group')
  const index = command % commands.length
  return commands[!hasGroup && index === 12 ? 0 : index]()
}

/** Ids n1, n2, ... */
export function countingIds(): () => string {
  let count = 0
  return () => `n${++count}`
}
