import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalDistributeCenter,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalDistributeCenter,
  FlipHorizontal2,
  FlipVertical2,
  RotateCcw,
  RotateCw,
  type LucideIcon,
} from 'lucide-react'
import { useMemo } from 'react'
import type { LayerRecord } from '../../shared/document/types.ts'
import { holdsText, wordsOf } from '../../shared/text/live-text.ts'
import { canEdit } from '../store/commands.ts'
import { NumberField } from '../ui/number-field.tsx'
import { CommandButton } from './command-button.tsx'
import { useActions, useDocument, useEditorState, useSession } from './editor-context.ts'
import { FillProperties } from './fill-properties.tsx'
import { boxOfLayers, type LayerBox } from './layer-box.ts'
import { MaskProperties } from './mask-properties.tsx'
import styles from './properties-panel.module.css'
import { TextProperties } from './text-properties.tsx'

const turns: [command: string, icon: LucideIcon][] = [
  ['layer.flipHorizontal', FlipHorizontal2],
  ['layer.flipVertical', FlipVertical2],
  ['layer.rotateLeft', RotateCcw],
  ['layer.rotateRight', RotateCw],
]
const alignments: [command: string, icon: LucideIcon][] = [
  ['layer.align.left', AlignStartVertical],
  ['layer.align.center', AlignCenterVertical],
  ['layer.align.right', AlignEndVertical],
  ['layer.align.top', AlignStartHorizontal],
  ['layer.align.middle', AlignCenterHorizontal],
  ['layer.align.bottom', AlignEndHorizontal],
  ['layer.distribute.horizontal', AlignHorizontalDistributeCenter],
  ['layer.distribute.vertical', AlignVerticalDistributeCenter],
]

export function LayerProperties({ layer, count }: { layer: LayerRecord; count: number }) {
  return (
    <div className={styles.panel}>
      <h2 className={styles.heading}>{count > 1 ? `${count} layers` : layer.name}</h2>
      {count === 1 && holdsText(layer) && <TextProperties layer={layer} />}
      {layer.type !== 'fill' && <BoxFields />}
      <div className={styles.icons} role="group" aria-label="Flip and rotate">
        {turns.map(([command, Icon]) => (
          <CommandButton key={command} command={command} icon={<Icon size={16} aria-hidden />} />
        ))}
      </div>
      <div className={styles.icons} role="group" aria-label="Align and distribute">
        {alignments.map(([command, Icon]) => (
          <CommandButton key={command} command={command} icon={<Icon size={16} aria-hidden />} />
        ))}
      </div>
      {count === 1 && layer.type === 'fill' && <FillProperties layer={layer} />}
      {count === 1 && layer.mask && <MaskProperties />}
      {count === 1 && layer.type === 'pixels' && <About layer={layer} />}
    </div>
  )
}

const fields: { name: keyof LayerBox; label: string; unit: string; min: number; max: number; digits: number }[] = [
  { name: 'x', label: 'X', unit: 'px', min: -300_000, max: 300_000, digits: 1 },
  { name: 'y', label: 'Y', unit: 'px', min: -300_000, max: 300_000, digits: 1 },
  { name: 'width', label: 'Width', unit: 'px', min: 1, max: 300_000, digits: 1 },
  { name: 'height', label: 'Height', unit: 'px', min: 1, max: 300_000, digits: 1 },
  { name: 'rotation', label: 'Rotation', unit: '°', min: -360, max: 360, digits: 1 },
]
const shortLabels: Partial<Record<keyof LayerBox, string>> = { width: 'W', height: 'H', rotation: '∠' }

function BoxFields() {
  const actions = useActions()
  const disabled = !useEditorState(canEdit)
  const ids = useSession((session) => session.selection)
  const records = useDocument((document) => document.records)
  const box = useMemo(() => boxOfLayers(records, ids), [records, ids])
  if (!box) return null
  return (
    <div className={styles.fields} role="group" aria-label="Position and size">
      {fields.map(({ name, label, ...rest }) => (
        <span key={name} className={styles.field}>
          <span className={styles.short} aria-hidden>
            {shortLabels[name] ?? label}
          </span>
          <NumberField
            {...rest}
            label={label}
            value={box[name]}
            disabled={disabled}
            className={styles.number}
            onCommit={(value) => actions.setBox(ids, { [name]: value })}
          />
        </span>
      ))}
    </div>
  )
}

function About({ layer }: { layer: Extract<LayerRecord, { type: 'pixels' }> }) {
  // Of layers of text the words are shown above, where they can be edited.
  const words = holdsText(layer) ? '' : wordsOf(layer)
  if (!words && layer.confidence === null) return null
  return (
    <dl className={styles.facts}>
      {words && (
        <>
          <dt>Text</dt>
          <dd className={styles.read}>{words}</dd>
        </>
      )}
      {layer.confidence !== null && (
        <>
          <dt>Confidence</dt>
          <dd>{Math.round(layer.confidence * 100)}%</dd>
        </>
      )}
    </dl>
  )
}
