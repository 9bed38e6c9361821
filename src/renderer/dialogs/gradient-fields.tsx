import type { FillLayer } from '../../shared/document/types.ts'
import { FormRow, RadioGroup } from '../ui/field.tsx'
import { NumberField } from '../ui/number-field.tsx'
import { ColorField } from './color-field.tsx'
import styles from './dialogs.module.css'

type Gradient = Extract<FillLayer['fill'], { type: 'gradient' }>

const ends = ['Start', 'End']

/** The colours at both ends; stops between them stay as they are. */
export function GradientFields({ fill, onChange }: { fill: Gradient; onChange(fill: Gradient): void }) {
  const { shape, angle, stops } = fill
  const setStop = (index: number, change: Partial<Gradient['stops'][number]>) =>
    onChange({ ...fill, stops: stops.map((stop, at) => (at === index ? { ...stop, ...change } : stop)) })
  return (
    <>
      <FormRow title="Shape">
        <RadioGroup
          label="Shape"
          layout="bar"
          value={shape}
          options={[
            { value: 'linear', label: 'Linear' },
            { value: 'radial', label: 'Radial' },
          ]}
          onChange={(value) => onChange({ ...fill, shape: value })}
        />
      </FormRow>
      {shape === 'linear' && (
        <FormRow title="Angle">
          <NumberField
            label="Angle"
            size="dialog"
            unit="°"
            value={angle}
            min={-360}
            max={360}
            onCommit={(value) => onChange({ ...fill, angle: value })}
          />
        </FormRow>
      )}
      {[0, stops.length - 1].map((index, at) => (
        <FormRow key={ends[at]} title={ends[at]}>
          <div className={styles.inline}>
            <ColorField
              label={`${ends[at]} color`}
              value={stops[index].color}
              onChange={(color) => setStop(index, { color })}
            />
            <NumberField
              label={`${ends[at]} opacity`}
              size="dialog"
              unit="%"
              value={Math.round(stops[index].opacity * 100)}
              min={0}
              max={100}
              onCommit={(value) => setStop(index, { opacity: value / 100 })}
            />
          </div>
        </FormRow>
      ))}
    </>
  )
}
