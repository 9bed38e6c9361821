import { Check, X } from 'lucide-react'
import { formatShortcut } from '../store/commands.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { useActions, useSession } from './editor-context.ts'
import { isMac } from './platform.ts'
import {
  FontSelect,
  FontSizeField,
  FontStyleSelect,
  LetterSpacingField,
  TextAlignment,
  TextColorInput,
  useTextStyle,
} from './text-controls.tsx'
import styles from './tool-options-bar.module.css'

/** Of the text under the caret, of the active layer's, or of new text. */
export function TextOptions() {
  const actions = useActions()
  const editing = useSession((session) => session.textEdit !== null)
  const style = useTextStyle()
  return (
    <>
      <FontSelect family={style.family} className={styles.font} />
      <FontStyleSelect style={style} className={styles.fontStyle} />
      <FontSizeField size={style.size} />
      <TextColorInput color={style.color} />
      <TextAlignment align={style.align} />
      <span className={styles.field}>
        <span aria-hidden>Spacing</span>
        <LetterSpacingField tracking={style.tracking} />
      </span>
      {editing && (
        <>
          <IconButton
            label="Discard text changes"
            shortcut="Esc"
            icon={<X size={16} aria-hidden />}
            onClick={() => actions.cancelText()}
          />
          <IconButton
            label="Apply text"
            shortcut={formatShortcut('Mod+Enter', isMac)}
            icon={<Check size={16} aria-hidden />}
            onClick={() => void actions.commitText()}
          />
        </>
      )}
    </>
  )
}
