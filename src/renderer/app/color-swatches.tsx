import { ArrowLeftRight } from 'lucide-react'
import { ColorInput } from '../ui/color-input.tsx'
import { CommandButton } from './command-button.tsx'
import styles from './color-swatches.module.css'
import { useActions, useSession } from './editor-context.ts'

/** Foreground over background, as brushes and new fills take them. */
export function ColorSwatches() {
  const actions = useActions()
  const { foreground, background } = useSession((session) => session.colors)
  return (
    <div role="group" aria-label="Colors" className={styles.swatches}>
      <ColorInput
        label="Background color"
        className={styles.background}
        value={background}
        onChange={(color) => actions.setColors({ background: color })}
      />
      <ColorInput
        label="Foreground color"
        className={styles.foreground}
        value={foreground}
        onChange={(color) => actions.setColors({ foreground: color })}
      />
      <CommandButton
        command="colors.swap"
        className={styles.swap}
        icon={<ArrowLeftRight size={14} aria-hidden />}
        tooltipSide="right"
      />
    </div>
  )
}
