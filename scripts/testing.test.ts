import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countsLine, runTests } from './testing.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-testing-'))
  const files = {
    'passes.test.ts': `import { it } from 'vitest'\nit('a', () => {})\nit('b', () => {})\nit.skip('c', () => {})\n`,
    'fails.test.ts': `import { it } from 'vitest'\nit('d', () => { throw new Error('no') })\n`,
    'broken.test.ts': `import './absent.ts'\n`,
    'stray.test.ts': `import { it } from 'vitest'\nit('e', () => { setTimeout(() => { throw new Error('late') }, 0); return new Promise((r) => setTimeout(r, 20)) })\n`,
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  await symlink(fileURLToPath(new URL('../node_modules', import.meta.url)), join(folder, 'node_modules'), 'junction')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const run = (...files: string[]) => runTests(['--root', folder, ...files], 'ignore')

describe('counting tests', () => {
  it('counts what passed and what was skipped', () => {
    expect(run('passes')).toEqual({ passed: 2, failed: 0, skipped: 1 })
  })

  it('counts a failed test, and a file that does not load', () => {
    expect(run('passes', 'fails', 'broken')).toEqual({ passed: 2, failed: 2, skipped: 1 })
  })

  it('counts an error outside of any test, and a run without tests, as a failure', () => {
    expect(run('stray')).toEqual({ passed: 1, failed: 1, skipped: 0 })
    expect(run('nothing-of-this-name')).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  it('ends with one line', () => {
    expect(countsLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed')
    expect(countsLine({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped')
  })
})
