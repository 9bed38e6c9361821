import styles from './layer-tree.module.css'

/** The line where layers that are dragged would go: at the top of a row, from the indent of its depth on. */
export function DropMark({ index, depth, rowHeight }: { index: number; depth: number; rowHeight: number }) {
  const top = Math.max(0, index * rowHeight - 1)
  return <div className={styles.mark} style={{ top, left: 28 + depth * 16 }} />
}
