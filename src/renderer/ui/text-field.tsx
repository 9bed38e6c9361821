import { useId, useState, type KeyboardEvent } from 'react'
import styles from './text-field.module.css'

interface TextFieldProps {
  label: string
  value: string
  placeholder?: string
  /** What is typed is not shown, and the browser does not offer to keep it. */
  secret?: boolean
  /** What is wrong with a text; null where it will do. */
  check?(text: string): string | null
  onCommit(text: string): void
}

/** A text that takes effect at Enter, or when the field is left. Escape takes it back. */
export function TextField({ label, value, placeholder, secret, check, onCommit }: TextFieldProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const id = useId()
  const commit = () => {
    if (typed === null) return
    const text = typed.trim()
    const wrong = text === value ? null : (check?.(text) ?? null)
    setProblem(wrong)
    if (wrong !== null) return
    setTyped(null)
    if (text !== value) onCommit(text)
  }
  const pressKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') {
      event.preventDefault()
      commit()
    } else if (event.key === 'Escape' && typed !== null) {
      event.stopPropagation()
      setTyped(null)
      setProblem(null)
    }
  }
  return (
    <>
      <input
        type={secret ? 'password' : 'text'}
        autoComplete={secret ? 'new-password' : 'off'}
        spellCheck={false}
        aria-label={label}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : id}
        className={styles.field}
        value={typed ?? value}
        placeholder={placeholder}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={commit}
        onKeyDown={pressKey}
      />
      {problem !== null && (
        <p id={id} role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
    </>
  )
}
