/** One browser for all tests of the editor, and the page that it shows. Under Electron there is no need of either. */
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { browserLaunchOptions } from '../../../scripts/browser.ts'
import { ensureBuilt } from '../../../scripts/building.ts'
import { errorToData } from '../../../src/shared/contract/errors.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the browser listens, or why there is none. */
    browser: { address: string } | { missing: string } | null
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  project.provide('browser', null)
  if (process.env.LAMINA_ELECTRON) return async () => {}
  try {
    await ensureBuilt('renderer')
    const server = await chromium.launchServer(browserLaunchOptions())
    project.provide('browser', { address: server.wsEndpoint() })
    return () => server.close()
  } catch (error) {
    // Not thrown: the other tests are to run all the same.
    const { message, hint } = errorToData(error)
    project.provide('browser', { missing: `${message} ${hint}`.trim() })
    return async () => {}
  }
}
