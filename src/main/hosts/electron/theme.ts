/** The person's theme, as far as the system draws the window: title bar buttons, native menus, the colour before the page. */
import { nativeTheme, type BrowserWindow } from 'electron'
import type { Preferences } from '../../../shared/contract/api.ts'

/** Of the page's title row, by the theme: `--app` and `--text` of the page's tokens. */
const colors = {
  dark: { background: '#1B1B1E', text: '#ECECEF' },
  light: { background: '#EDEDF0', text: '#1A1A1E' },
}
export const titleHeight = 32

function shown() {
  return nativeTheme.shouldUseDarkColors ? colors.dark : colors.light
}

/** Follows the person's choice; with `system` the system's. */
export function applyTheme(theme: Preferences['theme']): void {
  nativeTheme.themeSource = theme
}

export function windowColors() {
  const { background, text } = shown()
  return { backgroundColor: background, titleBarOverlay: { color: background, symbolColor: text, height: titleHeight } }
}

/** Keeps the buttons over the title row in the theme's colours. On macOS the system does. */
export function followTheme(window: BrowserWindow): void {
  const update = () => {
    const { backgroundColor, titleBarOverlay } = windowColors()
    window.setBackgroundColor(backgroundColor)
    if (process.platform !== 'darwin') window.setTitleBarOverlay(titleBarOverlay)
  }
  nativeTheme.on('updated', update)
  window.on('closed', () => nativeTheme.off('updated', update))
}
