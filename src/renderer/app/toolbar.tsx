import {
  Brush,
  Crop,
  Eraser,
  Hand,
  Lasso,
  MousePointerClick,
  Move,
  Search,
  SquareDashed,
  Type,
  type LucideIcon,
} from 'lucide-react'
import { Toolbar as Radix } from 'radix-ui'
import { toolTable } from '../store/commands.ts'
import type { Tool } from '../store/state.ts'
import { ColorSwatches } from './color-swatches.tsx'
import { CommandButton } from './command-button.tsx'
import styles from './toolbar.module.css'

const icons: Record<Tool, LucideIcon> = {
  move: Move,
  marquee: SquareDashed,
  lasso: Lasso,
  pick: MousePointerClick,
  crop: Crop,
  brush: Brush,
  eraser: Eraser,
  text: Type,
  hand: Hand,
  zoom: Search,
}

export function Toolbar() {
  return (
    <section aria-label="Tools and colors" className={styles.column} data-region="tools" data-panels>
      <Radix.Root orientation="vertical" aria-label="Tools" className={styles.tools}>
        {toolTable.map(({ tool }) => {
          const Icon = icons[tool]
          return (
            <Radix.Button asChild key={tool}>
              <CommandButton
                command={`tool.${tool}`}
                icon={<Icon size={18} aria-hidden />}
                tooltipSide="right"
                className={styles.tool}
              />
            </Radix.Button>
          )
        })}
      </Radix.Root>
      <ColorSwatches />
    </section>
  )
}
