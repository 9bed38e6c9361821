import { Search, X } from 'lucide-react'
import { useState } from 'react'
import { useActions, useDocument, useSession } from '../app/editor-context.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { BlendRow } from './blend-row.tsx'
import { LayerActionsBar } from './layer-actions-bar.tsx'
import { LayerTree } from './layer-tree.tsx'
import styles from './layers-panel.module.css'
import { LocksRow } from './locks-row.tsx'

export function LayersPanel() {
  const hasDocument = useDocument(({ id }) => id !== null)
  return (
    <section aria-label="Layers" className={styles.panel} data-region="layers">
      <Header />
      <BlendRow />
      <LocksRow />
      {hasDocument ? <LayerTree /> : <p className={styles.empty}>Layers appear here.</p>}
      <LayerActionsBar />
    </section>
  )
}

function Header() {
  const actions = useActions()
  const search = useSession((session) => session.search)
  const count = useDocument(({ records }) => Object.keys(records).length - 1)
  const [open, setOpen] = useState(false)
  const close = () => {
    setOpen(false)
    actions.setSearch('')
  }
  if (open) {
    return (
      <header className={styles.header}>
        <Search size={14} aria-hidden />
        <input
          autoFocus
          type="search"
          aria-label="Search layers"
          placeholder="Search layers"
          className={styles.search}
          value={search}
          onChange={(event) => actions.setSearch(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && close()}
        />
        <IconButton label="Close search" icon={<X size={14} aria-hidden />} onClick={close} />
      </header>
    )
  }
  return (
    <header className={styles.header}>
      <h2 className={styles.title}>Layers</h2>
      {count > 0 && <span className={styles.count}>{count}</span>}
      <IconButton
        label="Search layers"
        icon={<Search size={14} aria-hidden />}
        disabled={count < 1}
        className={styles.end}
        onClick={() => setOpen(true)}
      />
    </header>
  )
}
