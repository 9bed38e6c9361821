import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const launcher = fileURLToPath(new URL('./run.mjs', import.meta.url))
let folder: string
let script: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-run-'))
  script = join(folder, 'script.ts')
  await writeFile(script, `const given: string[] = process.argv.slice(2)\nconsole.log(JSON.stringify(given))\n`)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const node = (...parameters: string[]) => spawnSync(process.execPath, parameters, { encoding: 'utf8' })

describe('the launcher', () => {
  it('runs a TypeScript file with its arguments', () => {
    const { status, stdout } = node(launcher, script, 'a b', '--c')
    expect(stdout).toBe('["a b","--c"]\n')
    expect(status).toBe(0)
  })

  it('says in one line what is missing where Node does not run TypeScript', () => {
    const { status, stdout, stderr } = node('--no-experimental-strip-types', launcher, script)
    expect(status).toBe(1)
    expect(stdout).toBe('')
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toContain(process.versions.node)
    expect(stderr).toContain('22.18')
  })
})
