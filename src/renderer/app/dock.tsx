import { Tabs } from 'radix-ui'
import { useRef, useState } from 'react'
import { LayersPanel } from '../layers/layers-panel.tsx'
import { Splitter } from '../ui/splitter.tsx'
import styles from './dock.module.css'
import { useActions, useSession } from './editor-context.ts'
import { HistoryPanel } from './history-panel.tsx'
import { PropertiesPanel } from './properties-panel.tsx'

const narrowest = 264
const widest = 480
/** The width that grows with the window; any other was chosen by the person. */
const automatic = 288

export function Dock() {
  const actions = useActions()
  const preferred = useSession(({ preferences }) => preferences.dockWidth)
  const [dragged, setDragged] = useState<number | null>(null)
  const element = useRef<HTMLElement>(null)
  const [measured, setMeasured] = useState(automatic)
  const width = dragged ?? (preferred === automatic ? null : preferred)

  // Variations are shown in the properties, whichever tab is open.
  const varies = useSession((session) => session.variations !== null)
  const [chosen, setTab] = useState('properties')
  const tab = varies ? 'properties' : chosen

  const preview = (value: number) => {
    setDragged(value)
    setMeasured(value)
  }
  const commit = (value: number) => {
    setDragged(null)
    setMeasured(value)
    void actions.setPreferences({ dockWidth: value })
  }
  return (
    <aside
      ref={element}
      aria-label="Panels"
      className={styles.dock}
      style={width === null ? undefined : { width }}
      onPointerEnter={() => setMeasured(element.current?.offsetWidth ?? automatic)}
      data-panels
    >
      <Splitter
        label="Width of the panels"
        value={width ?? measured}
        min={narrowest}
        max={widest}
        onPreview={preview}
        onCommit={commit}
      />
      <Tabs.Root value={tab} onValueChange={setTab} className={styles.tabs} data-region="properties">
        <Tabs.List className={styles.list} aria-label="Properties and history">
          <Tabs.Trigger value="properties" className={styles.tab}>
            Properties
          </Tabs.Trigger>
          <Tabs.Trigger value="history" className={styles.tab}>
            History
          </Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content value="properties" className={styles.content} tabIndex={-1}>
          <PropertiesPanel />
        </Tabs.Content>
        <Tabs.Content value="history" className={styles.content} tabIndex={-1}>
          <HistoryPanel />
        </Tabs.Content>
      </Tabs.Root>
      <LayersPanel />
    </aside>
  )
}
