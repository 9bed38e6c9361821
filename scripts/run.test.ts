import { spawnSync } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const launcher = fileURLToPath(new URL('./run.mjs', import.meta.url))
/** Makes this Node one that does not run TypeScript. */
const old = '--no-experimental-strip-types'

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

  it('says in one line what is missing where no Node fits', async () => {
    const alone = join(folder, 'alone', 'scripts', 'run.mjs')
    await mkdir(join(folder, 'alone', 'scripts'), { recursive: true })
    await copyFile(launcher, alone)
    const { status, stdout, stderr } = node(old, alone, script)
    expect(status).toBe(1)
    expect(stdout).toBe('')
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toContain(process.versions.node)
    expect(stderr).toContain('22.18')
  })

  it.runIf(process.platform === 'linux')('hands over to the Node that came with the packages', async () => {
    const project = join(folder, 'project')
    const bundled = join(project, 'node_modules', `node-linux-${process.arch}`, 'bin')
    await mkdir(bundled, { recursive: true })
    await mkdir(join(project, 'scripts'))
    await copyFile(launcher, join(project, 'scripts', 'run.mjs'))
    const shell = `#!/bin/sh\necho "bundled $*"\nexit 7\n`
    await writeFile(join(bundled, 'node'), shell, { mode: 0o755 })
    const { status, stdout } = node(old, join(project, 'scripts', 'run.mjs'), script, 'x')
    expect(stdout).toBe(`bundled ${old} ${join(project, 'scripts', 'run.mjs')} ${script} x\n`)
    expect(status).toBe(7)
  })
})
