import { useSession } from './editor-context.ts'
import styles from './trial-badge.module.css'

/** Over the canvas while it shows a variation: it is never to look applied. */
export function TrialBadge() {
  const shown = useSession(({ variations }) => variations !== null && variations.chosen > 0)
  if (!shown) return null
  return <div className={styles.badge}>Preview – not applied</div>
}
