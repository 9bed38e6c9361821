/** Requests about the program itself. */
import path from 'node:path'
import { LaminaError } from '../../../shared/contract/errors.ts'
import type { appMethods } from '../../../shared/contract/app-api.ts'
import type { Handlers } from '../../../shared/contract/rpc.ts'
import { laminaVersion } from '../version.ts'
import type { EditorSession } from './editor-session.ts'
import type { WindowControl } from './session-host.ts'

export function appHandlers(session: EditorSession): Pick<Handlers, keyof typeof appMethods> {
  const { editor, host } = session
  const windowOnly = async (work: (window: WindowControl) => void): Promise<Record<string, never>> => {
    if (!host.window) {
      throw new LaminaError('NOT_AVAILABLE', 'A page cannot do this to its browser.', "Use the browser's own command.")
    }
    work(host.window)
    return {}
  }
  return {
    'app.info': async () => {
      const startup = host.startup()
      const [recent, recovery, preferences] = await Promise.all([
        editor.recent.list(),
        editor.leftovers(),
        editor.preferences.get(),
      ])
      return {
        version: laminaVersion(),
        platform: process.platform,
        host: host.kind,
        recent,
        samples: editor.samples.map(({ name, title }) => ({ name, title })),
        startup: startup === null ? null : { name: path.basename(startup) },
        recovery,
        preferences,
        limits: { ...editor.limits },
      }
    },
    'engines.list': () => editor.engines(),
    'recent.list': () => editor.recent.list(),
    'recent.clear': async () => {
      await editor.recent.clear()
      return {}
    },
    'recovery.discard': async ({ id }) => {
      await editor.discardLeftover(id)
      return {}
    },
    'preferences.get': () => editor.preferences.get(),
    'preferences.set': async ({ patch }) => {
      const preferences = await editor.preferences.set(patch)
      editor.eachSession((each) => each.emit('preferences.changed', preferences))
      // What fits, and on which device an engine would run, hangs on it.
      if (patch.gpuMemory !== undefined) editor.eachSession((each) => each.emit('models.changed', {}))
      return preferences
    },
    'window.setState': async (state) => {
      host.window?.setState(state)
      return {}
    },
    'window.setMenu': async ({ menus }) => {
      host.window?.setMenu(menus)
      return {}
    },
    'window.new': () => windowOnly((window) => window.openWindow()),
    'window.close': () => windowOnly((window) => window.close()),
    'window.toggleFullScreen': () => windowOnly((window) => window.toggleFullScreen()),
    'app.quit': () => windowOnly((window) => window.quit()),
  }
}
