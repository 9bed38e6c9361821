/** The built program under the real Electron: only by `npm run test:electron`, where its binary is installed. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'

const binary = process.env.LAMINA_ELECTRON
const root = fileURLToPath(new URL('../../', import.meta.url))
let application: ElectronApplication | undefined
let home: string

afterEach(async () => {
  await application?.close()
  await rm(home, { recursive: true, force: true })
})

describe.skipIf(binary === undefined)('under Electron', () => {
  it('shows the picture that it was started with, in a page that reaches nothing but the bridge', async () => {
    home = await mkdtemp(path.join(tmpdir(), 'lamina-launch-'))
    application = await _electron.launch({
      executablePath: binary,
      args: [root, path.join(root, 'examples/summer-sale.png')],
      env: { ...(process.env as Record<string, string>), LAMINA_HOME: home },
    })
    const page = await application.firstWindow()
    expect(page.url()).toBe('lamina://app/')
    await page.getByRole('treeitem', { name: 'Background' }).waitFor()
    const reach = await page.evaluate(
      '[Object.keys(window.lamina).sort(), Object.isFrozen(window.lamina), typeof require, typeof process]',
    )
    expect(reach).toEqual([['adoptFile', 'onMessage', 'origin', 'send'], true, 'undefined', 'undefined'])
  })
})
