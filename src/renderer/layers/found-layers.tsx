import { useSession } from '../app/editor-context.ts'
import styles from './found-layers.module.css'

/** Layers that the running job found so far; they come into the tree when it is done. */
export function FoundLayers({ flat }: { flat: boolean }) {
  const layers = useSession((session) => session.job?.layers)
  if (!layers?.length) return null
  return (
    <ul aria-label="Layers found so far" className={styles.list} data-flat={flat || undefined}>
      {layers.map(({ name }, index) => (
        <li key={index} className={styles.row}>
          <span className={styles.thumbnail} />
          <span className={styles.name}>{name}</span>
        </li>
      ))}
    </ul>
  )
}
