import { Tabs } from 'radix-ui'
import type { ComponentType } from 'react'
import { useActions } from '../app/editor-context.ts'
import { preferencesPages, type PreferencesPage } from '../store/state.ts'
import { Dialog } from '../ui/dialog.tsx'
import { ModelsPage } from './preferences/models-page.tsx'
import { PerformancePage } from './preferences/performance-page.tsx'
import { CanvasPage, GeneralPage } from './preferences/simple-pages.tsx'
import { ShortcutsPage } from './preferences/shortcuts-page.tsx'
import styles from './preferences/preferences.module.css'

const pages: Readonly<Record<PreferencesPage, ComponentType>> = {
  General: GeneralPage,
  Shortcuts: ShortcutsPage,
  Canvas: CanvasPage,
  Models: ModelsPage,
  Performance: PerformancePage,
}

/** What is set takes effect at once. */
export function PreferencesDialog({ page = 'General' }: { page?: PreferencesPage }) {
  const actions = useActions()
  return (
    <Dialog title="Preferences" width={720} bare onClose={() => actions.showDialog(null)}>
      <Tabs.Root defaultValue={page} orientation="vertical" className={styles.pages}>
        <Tabs.List className={styles.list} aria-label="Preferences">
          {preferencesPages.map((name) => (
            <Tabs.Trigger key={name} value={name} className={styles.tab}>
              {name}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {preferencesPages.map((name) => {
          const Page = pages[name]
          return (
            <Tabs.Content key={name} value={name} className={styles.page} tabIndex={-1}>
              <Page />
            </Tabs.Content>
          )
        })}
      </Tabs.Root>
    </Dialog>
  )
}
