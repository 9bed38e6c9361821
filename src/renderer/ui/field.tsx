import { Checkbox as RadixCheckbox, RadioGroup as RadixRadioGroup, Switch as RadixSwitch } from 'radix-ui'
import { Check } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './field.module.css'

/** A line of a form: what it is about at the left, its controls at the right. */
export function FormRow({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <div className={styles.row}>
      <div className={styles.title} aria-hidden>
        {title}
      </div>
      <div className={styles.controls}>
        {children}
        {hint && <p className={styles.hint}>{hint}</p>}
      </div>
    </div>
  )
}

interface ToggleProps {
  label: string
  checked: boolean
  onChange(checked: boolean): void
  disabled?: boolean
  hint?: string
}

export function Checkbox({ label, checked, onChange, disabled, hint }: ToggleProps) {
  const id = useId()
  return (
    <div className={styles.option}>
      <RadixCheckbox.Root
        id={id}
        className={styles.box}
        checked={checked}
        disabled={disabled}
        onCheckedChange={(next) => onChange(next === true)}
        aria-describedby={hint ? `${id}-hint` : undefined}
      >
        <RadixCheckbox.Indicator>
          <Check size={12} strokeWidth={3} aria-hidden />
        </RadixCheckbox.Indicator>
      </RadixCheckbox.Root>
      <label htmlFor={id}>
        {label}
        {hint && (
          <span id={`${id}-hint`} className={styles.hint}>
            {hint}
          </span>
        )}
      </label>
    </div>
  )
}

export function Switch({ label, checked, onChange, disabled, hint }: ToggleProps) {
  const id = useId()
  return (
    <div className={styles.option}>
      <RadixSwitch.Root
        id={id}
        className={styles.switch}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
      >
        <RadixSwitch.Thumb className={styles.thumb} />
      </RadixSwitch.Root>
      <label htmlFor={id}>
        {label}
        {hint && <span className={styles.hint}>{hint}</span>}
      </label>
    </div>
  )
}

interface RadioGroupProps<Value extends string> {
  label: string
  value: Value
  /** Of a bar an option may be an icon, which its label names. */
  options: readonly { value: Value; label: string; icon?: ReactNode; hint?: string; disabled?: boolean }[]
  onChange(value: Value): void
  /** Side by side as one bar, or below each other. */
  layout?: 'bar' | 'list'
  /** Of a bar. */
  size?: 'panel' | 'dialog'
}

export function RadioGroup<Value extends string>(props: RadioGroupProps<Value>) {
  const { label, value, options, onChange, layout = 'list', size = 'dialog' } = props
  const id = useId()
  return (
    <RadixRadioGroup.Root
      aria-label={label}
      className={classNames(styles[layout], size === 'panel' && styles.small)}
      value={value}
      orientation={layout === 'bar' ? 'horizontal' : 'vertical'}
      onValueChange={(next) => onChange(next as Value)}
    >
      {options.map((option) =>
        layout === 'bar' ? (
          <RadixRadioGroup.Item
            key={option.value}
            value={option.value}
            disabled={option.disabled}
            className={styles.segment}
            aria-label={option.icon ? option.label : undefined}
            title={option.icon ? option.label : undefined}
          >
            {option.icon ?? option.label}
          </RadixRadioGroup.Item>
        ) : (
          <div key={option.value} className={styles.option}>
            <RadixRadioGroup.Item
              id={`${id}-${option.value}`}
              value={option.value}
              disabled={option.disabled}
              className={styles.radio}
            >
              <RadixRadioGroup.Indicator className={styles.dot} />
            </RadixRadioGroup.Item>
            <label htmlFor={`${id}-${option.value}`}>
              {option.label}
              {option.hint && <span className={styles.hint}>{option.hint}</span>}
            </label>
          </div>
        ),
      )}
    </RadixRadioGroup.Root>
  )
}
