import { Tabs } from 'radix-ui'
import { useActions } from '../app/editor-context.ts'
import { Dialog } from '../ui/dialog.tsx'
import { ModelsPage } from './preferences/models-page.tsx'
import { CanvasPage, GeneralPage, PerformancePage } from './preferences/simple-pages.tsx'
import { ShortcutsPage } from './preferences/shortcuts-page.tsx'
import styles from './preferences/preferences.module.css'

const pages = [
  { name: 'General', Page: GeneralPage },
  { name: 'Shortcuts', Page: ShortcutsPage },
  { name: 'Canvas', Page: CanvasPage },
  { name: 'Models', Page: ModelsPage },
  { name: 'Performance', Page: PerformancePage },
]

/** What is set takes effect at once. */
export function PreferencesDialog() {
  const actions = useActions()
  return (
    <Dialog title="Preferences" width={720} bare onClose={() => actions.showDialog(null)}>
      <Tabs.Root defaultValue="General" orientation="vertical" className={styles.pages}>
        <Tabs.List className={styles.list} aria-label="Preferences">
          {pages.map(({ name }) => (
            <Tabs.Trigger key={name} value={name} className={styles.tab}>
              {name}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {pages.map(({ name, Page }) => (
          <Tabs.Content key={name} value={name} className={styles.page} tabIndex={-1}>
            <Page />
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </Dialog>
  )
}
