import { Button } from '../ui/button.tsx'
import { Slider } from '../ui/slider.tsx'
import { useActions, useSession } from './editor-context.ts'
import styles from './view-overlays.module.css'

export function ExplodedOverlay() {
  const actions = useActions()
  const spread = useSession((session) => session.spread)
  const percent = Math.round(spread * 100)
  const set = (value: number) => actions.setSpread(value / 100)
  return (
    <div className={styles.bar} data-panels>
      <span aria-hidden>Spread</span>
      <Slider
        label="Spread"
        className={styles.slider}
        value={percent}
        max={100}
        valueText={`${percent}%`}
        onPreview={set}
        onCommit={set}
      />
      <Button variant="quiet" onClick={() => void actions.setMode('layers')}>
        Done
      </Button>
    </div>
  )
}
