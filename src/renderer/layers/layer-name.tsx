import { useRef, type KeyboardEvent } from 'react'
import { useActions } from '../app/editor-context.ts'
import styles from './layer-row.module.css'

/** The name while it is edited. Enter and leaving the field keep it, Tab goes on to the next layer, Escape drops it. */
export function LayerNameField({ name }: { name: string }) {
  const actions = useActions()
  const ended = useRef(false)
  const finish = (value: string | null, next = false) => {
    if (ended.current) return
    ended.current = true
    actions.finishRename(value === name ? null : value, { next })
  }
  const pressKey = (event: KeyboardEvent<HTMLInputElement>) => {
    // Keys are for the field alone, not for the tree around it.
    event.stopPropagation()
    if (event.key === 'Enter') finish(event.currentTarget.value)
    else if (event.key === 'Escape') finish(null)
    else if (event.key === 'Tab' && !event.shiftKey) {
      event.preventDefault()
      finish(event.currentTarget.value, true)
    }
  }
  return (
    <input
      autoFocus
      aria-label="Layer name"
      className={styles.nameField}
      defaultValue={name}
      maxLength={200}
      spellCheck={false}
      onFocus={(event) => event.target.select()}
      onBlur={(event) => finish(event.target.value)}
      onKeyDown={pressKey}
    />
  )
}
