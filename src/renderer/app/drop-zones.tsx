import { useEffect, useState } from 'react'
import { classNames } from '../ui/class-names.ts'
import styles from './drop-zones.module.css'
import { useDocument, useEditor } from './editor-context.ts'
import { placementOf } from './file-transfer.ts'

type Zone = 'document' | 'layer'

/** Files that are dragged over the window, and files that are pasted. */
export function DropZones() {
  const editor = useEditor()
  const hasDocument = useDocument(({ id }) => id !== null)
  const [over, setOver] = useState<Zone | null>(null)

  useEffect(() => {
    const zoneAt = (event: DragEvent): Zone =>
      hasDocument && event.target instanceof Element && event.target.closest('[data-zone="layer"]')
        ? 'layer'
        : 'document'
    const drag = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
      setOver(zoneAt(event))
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(null)
    }
    const drop = (event: DragEvent) => {
      setOver(null)
      const file = event.dataTransfer?.files.item(0)
      if (!file) return
      event.preventDefault()
      void editor.actions.openFile(file, file.name, placementOf(editor.state(), zoneAt(event)))
    }
    const targets = { dragenter: drag, dragover: drag, dragleave: leave, drop }
    for (const [name, listener] of Object.entries(targets)) window.addEventListener(name, listener as EventListener)
    return () => {
      for (const [name, listener] of Object.entries(targets)) {
        window.removeEventListener(name, listener as EventListener)
      }
    }
  }, [editor, hasDocument])

  if (over === null) return null
  return (
    <div className={styles.zones}>
      <div className={classNames(styles.zone, over === 'document' && styles.over)} data-zone="document">
        Open
      </div>
      {hasDocument && (
        <div className={classNames(styles.zone, over === 'layer' && styles.over)} data-zone="layer">
          Add as layer
        </div>
      )}
    </div>
  )
}
