import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ProjectStore } from '../../src/main/project/project-store.ts'
import { createProject, openProject } from '../../src/main/project/project.ts'
import { assetsOf } from '../../src/shared/document/assets.ts'
import { newDocument } from '../../src/shared/document/records.ts'
import { numbers } from './numbers.ts'

const KILLS = 100
/** Projects that are written and killed side by side. */
const LANES = 2
const CHILD = fileURLToPath(new URL('./kill-child.ts', import.meta.url))

let folder: string

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'lamina-kill-'))
  // Starting is most of the time, and only a process that ends by itself writes what it compiled to the cache.
  const { child, failure } = startWriter(await newProject('cache.lproj'), 0, 1, 1)
  await once(child, 'close')
  expect(failure()).toBe('')
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function newProject(name: string): Promise<string> {
  const file = path.join(folder, name)
  const document = newDocument({ name: 'Revision 0', width: 600, height: 600 })
  await (await createProject(file, { records: { document } })).close()
  return file
}

/** A process that commits to the project. `lines` are what it says; `failure` is what it wrote to stderr. */
function startWriter(file: string, seed: number, commitsBetweenCloses: number, closes = Infinity) {
  const child = spawn(process.execPath, [CHILD, file, String(seed), String(commitsBetweenCloses), String(closes)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: path.join(folder, 'cache') },
  })
  let failure = ''
  child.stderr.on('data', (data) => (failure += String(data)))
  return { child, lines: createInterface({ input: child.stdout }), failure: () => failure }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}

/** Kills a writer some milliseconds after its `commits`-th commit. Returns the last revision it said, or null. */
async function writeAndKill(file: string, seed: number, commits: number, delay: number): Promise<number | null> {
  const { child, lines, failure } = startWriter(file, seed, 3)
  const said: string[] = []
  const enough = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      said.push(line)
      if (said.length > commits) resolve()
    })
  })
  await Promise.race([enough, once(child, 'exit')])
  await wait(delay)
  expect(failure()).toBe('')
  await kill(child)
  const last = said.at(-1)
  return last === undefined || last === 'ready' ? null : Number(last)
}

describe('kill -9', () => {
  it(`leaves a project that opens at its last commit, ${KILLS} times at random`, { timeout: 300_000 }, async () => {
    const next = numbers(20)
    const rounds = Array.from({ length: KILLS }, () => ({ commits: next() % 5, delay: next() % 25 }))
    const lane = async (number: number): Promise<void> => {
      const file = await newProject(`lane-${number}.lproj`)
      let known = 0
      for (let round = rounds.pop(); round; round = rounds.pop()) {
        const said = await writeAndKill(file, number * 1_000_000, round.commits, round.delay)
        known = Math.max(known, said ?? 0)
        const store = ProjectStore.open(file, { readOnly: false })
        const { records, revision } = store.state
        expect(revision).toBeGreaterThanOrEqual(known)
        // The change and the revision were written together: not one without the other.
        expect(records.document).toMatchObject({ name: `Revision ${revision}` })
        store.verify()
        for (const hash of assetsOf(records)) store.getAsset(hash)
        store.close()
        known = revision
      }
      expect(known).toBeGreaterThan(KILLS / LANES)
    }
    await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)))
  })

  it('and while the writer lives, nobody else opens the project', async () => {
    const file = await newProject('locked.lproj')
    const { child, lines } = startWriter(file, 1, Infinity)
    await once(lines, 'line')
    const locked = expect.objectContaining({ code: 'PROJECT_LOCKED' })
    await expect(openProject(file)).rejects.toEqual(locked)
    await expect(openProject(file, { readOnly: true })).rejects.toEqual(locked)
    const document = newDocument({ name: 'In its place', width: 1, height: 1 })
    await expect(createProject(file, { records: { document } })).rejects.toEqual(locked)
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
    await kill(child)
    await (await openProject(file)).close()
  })
})
