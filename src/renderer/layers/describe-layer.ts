/** A layer's state in words: what its row shows by icons and colour, read out. */
import type { LayerRecord } from '../../shared/document/types.ts'
import { wordsOf } from '../../shared/text/live-text.ts'
import { isLocked, type Locks } from '../store/locks.ts'
import { textIssues } from '../store/text-state.ts'
import { blendModeNames } from './blend-mode-names.ts'

/** Below this the engine was not sure. */
const lowConfidence = 0.5

export function isUncertain(layer: LayerRecord): boolean {
  return layer.type === 'pixels' && layer.confidence !== null && layer.confidence < lowConfidence
}

function lockedParts({ locks }: LayerRecord): string | false {
  if (isLocked(locks, 'all')) return 'locked'
  const names: [keyof Locks, string][] = [
    ['transparency', 'transparency locked'],
    ['pixels', 'pixels locked'],
    ['position', 'position locked'],
  ]
  const held = names.filter(([part]) => locks[part]).map(([, name]) => name)
  return held.length > 0 && held.join(', ')
}

/** "hidden, locked, Multiply, 60%". Empty for a layer of which there is nothing to say. */
export function describeLayer(layer: LayerRecord): string {
  const plain = layer.type === 'group' ? 'pass through' : 'normal'
  const parts = [
    !layer.visible && 'hidden',
    lockedParts(layer),
    layer.blendMode !== plain && blendModeNames[layer.blendMode],
    layer.opacity < 1 && `${Math.round(layer.opacity * 100)}%`,
    layer.clipping && 'clipped to the layer below',
    layer.mask && (layer.mask.enabled ? 'masked' : 'mask disabled'),
    wordsOf(layer) !== '' && 'text',
    isUncertain(layer) && 'low confidence',
    ...textIssues(layer),
    layer.label && `${layer.label} label`,
  ]
  return parts.filter(Boolean).join(', ')
}
