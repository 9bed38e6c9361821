import { useEffect, useRef } from 'react'
import { useSession } from '../app/editor-context.ts'
import type { FoundLayer } from '../store/state.ts'
import styles from './found-layers.module.css'
import { drawPreview } from './thumbnail-drawing.ts'

/** Layers that the running job found so far; they come into the tree when it is done. */
export function FoundLayers({ flat }: { flat: boolean }) {
  const layers = useSession((session) => session.job?.layers)
  if (!layers?.length) return null
  return (
    <ul aria-label="Layers found so far" className={styles.list} data-flat={flat || undefined}>
      {layers.map(({ name, preview }, index) => (
        <li key={index} className={styles.row}>
          <span className={styles.thumbnail} data-preview={preview ? true : undefined}>
            {preview && <Preview preview={preview} />}
          </span>
          <span className={styles.name}>{name}</span>
        </li>
      ))}
    </ul>
  )
}

/** What the layer looks like so far: it comes into focus under the shimmer. */
function Preview({ preview }: { preview: NonNullable<FoundLayer['preview']> }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (canvas.current) drawPreview(canvas.current, preview)
  }, [preview])
  return <canvas ref={canvas} className={styles.preview} role="img" aria-label="Preview, not applied" />
}
