import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import { Fragment, useRef, useState } from 'react'
import { classNames } from './class-names.ts'
import { restoreFocus } from './focus.ts'
import styles from './select.module.css'

export interface SelectOption<Value extends string> {
  value: Value
  label: string
  disabled?: boolean
  /** The typeface that the option is written in, as CSS names it. */
  font?: string
}

interface SelectProps<Value extends string> {
  label: string
  /** Empty: nothing is chosen, or several things differ. */
  value: Value | ''
  /** Groups of options, with a line between them. */
  groups: readonly (readonly SelectOption<Value>[])[]
  onChange(value: Value): void
  /** An option is under the pointer or has the focus; null: the list closed without a choice. */
  onHighlight?(value: Value | null): void
  onOpen?(): void
  placeholder?: string
  /** What the closed list shows instead of the chosen option. */
  shown?: string
  disabled?: boolean
  size?: 'panel' | 'dialog'
  className?: string
}

export function Select<Value extends string>(props: SelectProps<Value>) {
  const {
    label,
    value,
    groups,
    onChange,
    onHighlight,
    onOpen,
    placeholder,
    shown,
    disabled,
    size = 'panel',
    className,
  } = props
  const chosen = useRef(false)
  // What was chosen when the list opened: previews may change the value meanwhile.
  const [before, setBefore] = useState<Value | '' | null>(null)
  const open = (isOpen: boolean) => {
    setBefore(isOpen ? value : null)
    if (isOpen) onOpen?.()
    if (!isOpen && !chosen.current) onHighlight?.(null)
    chosen.current = false
  }
  const change = (next: Value) => {
    chosen.current = true
    onChange(next)
  }
  return (
    <Radix.Root value={before ?? value} onValueChange={change} onOpenChange={open} disabled={disabled}>
      <Radix.Trigger aria-label={label} className={classNames(styles.trigger, styles[size], className)}>
        <span className={styles.value}>{shown ?? <Radix.Value placeholder={placeholder} />}</span>
        <Radix.Icon asChild>
          <ChevronDown size={14} aria-hidden />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          className={styles.content}
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={restoreFocus}
        >
          <Radix.Viewport>
            {groups.map((options, index) => (
              <Fragment key={options[0]?.value ?? index}>
                {index > 0 && <Radix.Separator className={styles.separator} />}
                {options.map((option) => (
                  <Radix.Item
                    key={option.value}
                    value={option.value}
                    disabled={option.disabled}
                    className={styles.item}
                    style={option.font ? { fontFamily: `"${option.font}", sans-serif`, fontSize: 15 } : undefined}
                    onFocus={() => onHighlight?.(option.value)}
                  >
                    <Radix.ItemIndicator className={styles.check}>
                      <Check size={14} aria-hidden />
                    </Radix.ItemIndicator>
                    <Radix.ItemText>{option.label}</Radix.ItemText>
                  </Radix.Item>
                ))}
              </Fragment>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
