import { useMemo } from 'react'
import type { Client } from '../../shared/contract/rpc.ts'
import { Pictures } from '../canvas/pictures.ts'
import { Dialogs } from '../dialogs/dialogs.tsx'
import type { Editor } from '../store/editor.ts'
import { TooltipProvider } from '../ui/tooltip.tsx'
import { Announcer } from './announcer.tsx'
import styles from './app.module.css'
import { CanvasRegion } from './canvas-region.tsx'
import { CrashGuard } from './crash-guard.tsx'
import { Dock } from './dock.tsx'
import { EditorContext, useSession } from './editor-context.ts'
import { OptionsBar } from './options-bar.tsx'
import { StatusBar } from './status-bar.tsx'
import { TitleRow } from './title-row.tsx'
import { Toasts } from './toasts.tsx'
import { Toolbar } from './toolbar.tsx'
import { useKeyboard } from './use-keyboard.ts'
import { useNativeMenu } from './use-native-menu.ts'
import { usePanelFocus } from './use-panel-focus.ts'
import { useTheme } from './use-theme.ts'
import { useTitle } from './use-title.ts'

/** The window. */
export function App({ editor, client }: { editor: Editor; client: Client }) {
  const value = useMemo(() => ({ editor, client, pictures: new Pictures() }), [editor, client])
  return (
    <CrashGuard>
      <EditorContext value={value}>
        <TooltipProvider delayDuration={500} skipDelayDuration={200}>
          <Layout />
          <Dialogs />
        </TooltipProvider>
      </EditorContext>
    </CrashGuard>
  )
}

function Layout() {
  useTheme()
  useKeyboard()
  usePanelFocus()
  useTitle()
  useNativeMenu()
  const panelsHidden = useSession((session) => session.panelsHidden)
  return (
    <div className={styles.window} data-panels-hidden={panelsHidden || undefined}>
      <TitleRow />
      <OptionsBar />
      {!panelsHidden && <Toolbar />}
      <CanvasRegion />
      {!panelsHidden && <Dock />}
      <StatusBar />
      <Toasts />
      <Announcer />
    </div>
  )
}
