import { useDocument, useSession } from './editor-context.ts'
import { LaminaMark } from './lamina-mark.tsx'
import { MainMenu } from './main-menu.tsx'
import styles from './title-row.module.css'

export function TitleRow() {
  const nativeMenu = useSession(({ app }) => app?.host === 'electron' && app.platform === 'darwin')
  const name = useDocument((document) => (document.id === null ? null : document.name))
  const dirty = useDocument((document) => document.dirty)
  const readOnly = useDocument((document) => document.readOnly)
  return (
    <header className={styles.row} data-region="menu" data-panels>
      <div className={styles.start}>
        {!nativeMenu && (
          <>
            <LaminaMark />
            <MainMenu />
          </>
        )}
      </div>
      <h1 className={styles.title}>
        {name === null ? 'Lamina' : name}
        {dirty && (
          <span title="There are unsaved changes">
            <span aria-hidden>•</span>
            <span className="visually-hidden"> (unsaved)</span>
          </span>
        )}
        {readOnly && <span className={styles.note}>read only</span>}
      </h1>
      <div className={styles.end} />
    </header>
  )
}
