import { useEffect, useRef } from 'react'
import { mountCanvas } from '../canvas/mount-canvas.ts'
import styles from './canvas-region.module.css'
import { describeCanvas } from './describe.ts'
import { DropZones } from './drop-zones.tsx'
import { useDocument, useEditor, useEditorState, usePictures } from './editor-context.ts'
import { EmptyState } from './empty-state.tsx'
import { JobBar } from './job-bar.tsx'
import { RefineStrip } from './refine-strip.tsx'
import { TrialBadge } from './trial-badge.tsx'
import { ViewOverlays } from './view-overlays.tsx'

export function CanvasRegion() {
  const hasDocument = useDocument(({ id }) => id !== null)
  return (
    <main className={styles.region}>
      <Canvas />
      {hasDocument ? <ViewOverlays /> : <EmptyState />}
      <TrialBadge />
      <RefineStrip />
      <JobBar />
      <DropZones />
    </main>
  )
}

/** The focus is at home here: keys are tools and commands. */
function Canvas() {
  const editor = useEditor()
  const pictures = usePictures()
  const element = useRef<HTMLDivElement>(null)
  const description = useEditorState(describeCanvas)
  useEffect(() => {
    if (!element.current) return
    const canvas = mountCanvas(element.current, editor)
    pictures.serve(canvas.small)
    return () => {
      pictures.serve(null)
      canvas.destroy()
    }
  }, [editor, pictures])
  return (
    <div
      ref={element}
      role="application"
      aria-label="Image canvas"
      aria-description={description}
      tabIndex={0}
      className={styles.canvas}
      data-region="canvas"
      data-focus-home
    />
  )
}
