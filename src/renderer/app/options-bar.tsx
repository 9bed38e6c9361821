import { ChevronDown, FileOutput, GalleryVerticalEnd, Redo2, SquareSplitHorizontal, Undo2 } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { CommandButton } from './command-button.tsx'
import { useEditorState } from './editor-context.ts'
import styles from './options-bar.module.css'
import { primaryStep } from './primary-step.ts'
import { ToolOptionsBar } from './tool-options-bar.tsx'
import { useCommand } from './use-command.ts'

export function OptionsBar() {
  return (
    <section aria-label="Options" className={styles.bar} data-region="options" data-panels>
      <div className={styles.group}>
        <CommandButton command="edit.undo" label="Undo" icon={<Undo2 size={16} aria-hidden />} />
        <CommandButton command="edit.redo" label="Redo" icon={<Redo2 size={16} aria-hidden />} />
      </div>
      <span className={styles.line} />
      <ToolOptionsBar />
      <div className={styles.end}>
        <CommandButton command="view.compare" icon={<SquareSplitHorizontal size={16} aria-hidden />} />
        <CommandButton command="view.exploded" icon={<GalleryVerticalEnd size={16} aria-hidden />} />
        <span className={styles.line} />
        <ExportButton />
        <DecomposeButton />
      </div>
    </section>
  )
}

function ExportButton() {
  const { enabled, reason, shortcut, run } = useCommand('file.export')
  const primary = useEditorState(primaryStep) === 'export'
  return (
    <Tooltip text={reason ? `Export: ${reason}` : 'Export to a file'} shortcut={shortcut}>
      <Button variant={primary ? 'primary' : 'secondary'} disabled={!enabled} onClick={run}>
        <FileOutput size={16} aria-hidden />
        Export
      </Button>
    </Tooltip>
  )
}

function DecomposeButton() {
  const decompose = useCommand('layer.decompose')
  const options = useCommand('layer.decomposeOptions')
  const variant = useEditorState(primaryStep) === 'decompose' ? 'primary' : 'secondary'
  return (
    <div className={styles.split}>
      <Tooltip
        text={decompose.reason ? `Decompose: ${decompose.reason}` : 'Take the picture apart into layers'}
        shortcut={decompose.shortcut}
      >
        <Button variant={variant} disabled={!decompose.enabled} onClick={decompose.run} className={styles.main}>
          Decompose
        </Button>
      </Tooltip>
      <Tooltip text="Decompose options" shortcut={options.shortcut}>
        <Button
          variant={variant}
          aria-label="Decompose options"
          aria-haspopup="dialog"
          disabled={!options.enabled}
          onClick={options.run}
          className={styles.more}
        >
          <ChevronDown size={16} aria-hidden />
        </Button>
      </Tooltip>
    </div>
  )
}
