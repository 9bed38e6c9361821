import { Blend, Check, Contrast, X } from 'lucide-react'
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import type { EdgeSettings } from '../../shared/contract/api.ts'
import { maxEdgeReach } from '../../shared/contract/refine-api.ts'
import { canEdit } from '../store/commands.ts'
import type { EdgeView, RefineState } from '../store/refine-state.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox, RadioGroup } from '../ui/field.tsx'
import { focusHome, isTextField } from '../ui/focus.ts'
import { NumberField } from '../ui/number-field.tsx'
import { ScrubLabel } from '../ui/scrub-label.tsx'
import { useActions, useEditorState, useSession } from './editor-context.ts'
import styles from './refine-strip.module.css'

type Slider = Exclude<keyof EdgeSettings, 'clean'>

interface SliderRange {
  name: Slider
  label: string
  min: number
  max: number
  unit: string
  digits: number
}

const sliders: readonly SliderRange[] = [
  { name: 'radius', label: 'Radius', min: 0, max: maxEdgeReach, unit: 'px', digits: 1 },
  { name: 'smooth', label: 'Smooth', min: 0, max: 100, unit: '%', digits: 0 },
  { name: 'feather', label: 'Feather', min: 0, max: maxEdgeReach, unit: 'px', digits: 1 },
  { name: 'contrast', label: 'Contrast', min: 0, max: 100, unit: '%', digits: 0 },
  { name: 'shift', label: 'Shift edge', min: -100, max: 100, unit: '%', digits: 0 },
]

const views: readonly { value: EdgeView; label: string; icon: ReactNode }[] = [
  view('overlay', 'Overlay', <Blend size={14} className={styles.icon} />),
  view('black', 'Black', <span className={styles.swatch} style={{ background: '#000' }} />),
  view('white', 'White', <span className={styles.swatch} style={{ background: '#fff' }} />),
  view('mask', 'Mask', <Contrast size={14} className={styles.icon} />),
]

/** A word where there is room for it, a sign where there is not. */
function view(value: EdgeView, label: string, sign: ReactNode) {
  const icon = (
    <span aria-hidden>
      <span className={styles.word}>{label}</span>
      {sign}
    </span>
  )
  return { value, label, icon }
}

/** Settings of the edge that is being refined, over the top of the canvas. */
export function RefineStrip() {
  const refine = useSession((session) => session.refine)
  return refine && <Strip {...refine} />
}

function Strip({ settings, view, working }: RefineState) {
  const actions = useActions()
  const free = useEditorState(canEdit)
  const strip = useRef<HTMLElement>(null)
  // The settings are what comes next; when they are gone the canvas has the keys again.
  useEffect(() => {
    strip.current?.querySelector('input')?.focus()
    return focusHome
  }, [])
  const pressKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') actions.cancelRefining()
    // What was typed is taken; Enter once more applies it.
    else if (event.key === 'Enter' && isTextField(event.target as Element)) focusHome()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <section
      ref={strip}
      aria-label="Refine edge"
      className={styles.strip}
      data-region="refine"
      data-panels
      onKeyDown={pressKey}
    >
      <div className={styles.row}>
        <div className={styles.group}>
          {sliders.map(({ name, label, ...range }) => (
            <span key={name} className={styles.field}>
              <ScrubLabel
                text={
                  name === 'shift' ? (
                    <>
                      Shift<span className={styles.word}>&nbsp;edge</span>
                    </>
                  ) : (
                    label
                  )
                }
                value={settings[name]}
                {...range}
                perPixel={range.digits ? 0.2 : 1}
                onPreview={(value) => actions.setEdge({ [name]: rounded(value, range.digits) })}
                onCommit={(value) => actions.setEdge({ [name]: rounded(value, range.digits) })}
              />
              <NumberField
                label={label}
                value={settings[name]}
                {...range}
                className={styles.number}
                onCommit={(value) => actions.setEdge({ [name]: value })}
              />
            </span>
          ))}
        </div>
        <div className={styles.group}>
          <Checkbox label="Clean colors" checked={settings.clean} onChange={(clean) => actions.setEdge({ clean })} />
          <RadioGroup
            label="Edge view"
            layout="bar"
            size="panel"
            value={view}
            options={views}
            onChange={(value) => actions.setEdgeView(value)}
          />
        </div>
        <div className={styles.end}>
          <span role="status" className={styles.note}>
            {working ? 'Working…' : ''}
          </span>
          <Button variant="primary" disabled={!free} onClick={() => void actions.applyRefining()}>
            <Check size={16} aria-hidden className={styles.wide} />
            Apply
          </Button>
          <Button
            variant="quiet"
            aria-label="Cancel"
            title="Cancel"
            className={styles.cancel}
            disabled={!free}
            onClick={() => actions.cancelRefining()}
          >
            <X size={16} aria-hidden />
            <span className={styles.word}>Cancel</span>
          </Button>
        </div>
      </div>
    </section>
  )
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
