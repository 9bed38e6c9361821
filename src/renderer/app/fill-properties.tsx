import type { FillLayer } from '../../shared/document/types.ts'
import { Button } from '../ui/button.tsx'
import styles from './properties-panel.module.css'
import { useCommand } from './use-command.ts'

const names = { color: 'Color', gradient: 'Gradient', picture: 'Picture' }

export function FillProperties({ layer }: { layer: FillLayer }) {
  const edit = useCommand('layer.editFill')
  return (
    <div className={styles.line}>
      <span className={styles.label}>Fill</span>
      <span className={styles.grow}>{names[layer.fill.type]}</span>
      <Button disabled={!edit.enabled} onClick={edit.run}>
        {edit.label}
      </Button>
    </div>
  )
}
