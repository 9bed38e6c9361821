import { TriangleAlert } from 'lucide-react'
import { useState, type KeyboardEvent } from 'react'
import type { PixelLayer } from '../../shared/document/types.ts'
import { isTextLayer, showsOriginal, wordsOf } from '../../shared/text/live-text.ts'
import { describeIssue, textIssues } from '../store/text-state.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/field.tsx'
import { useActions, useSession } from './editor-context.ts'
import styles from './properties-panel.module.css'
import {
  FontSelect,
  FontSizeField,
  FontStyleSelect,
  LetterSpacingField,
  LineHeightField,
  TextAlignment,
  TextColorInput,
  useCannotEdit,
  useTextStyle,
} from './text-controls.tsx'
import { useCommand } from './use-command.ts'

/** Words, font and doubts of a layer of text. */
export function TextProperties({ layer }: { layer: PixelLayer }) {
  const actions = useActions()
  const style = useTextStyle()
  const edit = useCommand('layer.editText')
  const onCanvas = useSession((session) => session.textEdit?.layer === layer.id)
  return (
    <div role="group" aria-label="Text" className={styles.group}>
      {!onCanvas && <Words key={layer.id} layer={layer} />}
      {textIssues(layer).map((issue) => (
        <p key={issue} className={styles.issue}>
          <TriangleAlert size={14} aria-hidden />
          {describeIssue(issue, layer)}
        </p>
      ))}
      <div className={styles.line}>
        <FontSelect family={style.family} className={styles.grow} />
        <FontStyleSelect style={style} className={styles.half} />
      </div>
      <div className={styles.line}>
        <FontSizeField size={style.size} />
        <TextColorInput color={style.color} />
        <TextAlignment align={style.align} />
      </div>
      <div className={styles.line}>
        <span className={styles.label} aria-hidden>
          Spacing
        </span>
        <LetterSpacingField tracking={style.tracking} />
        <span className={styles.label} aria-hidden>
          Line
        </span>
        <LineHeightField lineHeight={style.lineHeight} />
      </div>
      {!onCanvas && (
        <div className={styles.line}>
          <Button disabled={!edit.enabled} onClick={edit.run}>
            {edit.label}
          </Button>
          {isTextLayer(layer) && layer.text.original && (
            <Checkbox
              label="Show original pixels"
              checked={showsOriginal(layer)}
              onChange={(shown) => void actions.showOriginalPixels(layer.id, shown)}
            />
          )}
        </div>
      )}
    </div>
  )
}

/** Takes effect when the field is left or at Ctrl+Enter; Escape takes it back. */
function Words({ layer }: { layer: PixelLayer }) {
  const actions = useActions()
  const disabled = useCannotEdit()
  const [typed, setTyped] = useState<string | null>(null)
  const words = wordsOf(layer)
  const commit = () => {
    setTyped(null)
    if (typed !== null && typed !== words) void actions.setWords(layer.id, typed)
  }
  const pressKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape') setTyped(null)
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      commit()
    }
  }
  return (
    <textarea
      aria-label="Text content"
      className={styles.words}
      rows={Math.min(4, words.split('\n').length)}
      spellCheck={false}
      maxLength={10_000}
      readOnly={disabled}
      value={typed ?? words}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={pressKey}
    />
  )
}
