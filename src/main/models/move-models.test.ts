import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { moveModels, type MoveOptions } from './move-models.ts'

let top: string
let free: number
const from = () => join(top, 'from')
const to = () => join(top, 'to')
const move = (options?: MoveOptions) =>
  moveModels(['one', 'two', 'absent'], from(), to(), { freeBytes: async () => free }, options)
const filesIn = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()

/** As between two disks. */
const otherDisk: typeof rename = async () => {
  throw Object.assign(new Error('cross-device link'), { code: 'EXDEV' })
}

beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'lamina-move-'))
  free = 1e12
  for (const [name, content] of Object.entries({
    'one/a.onnx': 'aaaa',
    'one/deep/b.data': 'bb',
    'two/c.onnx': 'cccc',
  })) {
    await mkdir(join(from(), name, '..'), { recursive: true })
    await writeFile(join(from(), name), content)
  }
})
afterEach(() => rm(top, { recursive: true, force: true }))

it('takes the models along', async () => {
  await move()
  expect(await filesIn(to())).toEqual(['one/a.onnx', 'one/deep/b.data', 'two/c.onnx'])
  expect(await filesIn(from())).toEqual([])
})

it('copies to another disk, with progress, and notes what it checked', async () => {
  const seen: number[] = []
  await move({ rename: otherDisk, onProgress: ({ bytes, total }) => seen.push(bytes, total) })
  expect(seen.slice(-2)).toEqual([20, 20])
  expect(await filesIn(to())).toEqual([
    'one/a.onnx',
    'one/deep/b.data',
    'one/verified.json',
    ...['c.onnx', 'verified.json'].map((name) => `two/${name}`),
  ])
  expect(await readFile(join(to(), 'one/deep/b.data'), 'utf8')).toBe('bb')
  expect(await filesIn(from())).toEqual([])
})

it.each([
  ['there is no room', () => (free = 1000), 'DISK_FULL'],
  ['it is cancelled', () => {}, 'CANCELLED'],
])('leaves everything where it was where %s', async (_what, prepare, code) => {
  prepare()
  const controller = new AbortController()
  const onProgress = () => controller.abort()
  const failed = move({ rename: otherDisk, signal: controller.signal, onProgress })
  await expect(failed).rejects.toSatisfy((error) => controller.signal.reason === error || error.code === code)
  expect(await filesIn(from())).toEqual(['one/a.onnx', 'one/deep/b.data', 'two/c.onnx'])
  expect(await filesIn(to())).toEqual([])
})

it('takes back what went before a failure', async () => {
  const refusing: typeof rename = async (origin, target) => {
    if (String(origin) === join(from(), 'two')) throw Object.assign(new Error('busy'), { code: 'EBUSY' })
    await rename(origin, target)
  }
  await expect(move({ rename: refusing })).rejects.toMatchObject({ code: 'EBUSY' })
  expect(await filesIn(from())).toEqual(['one/a.onnx', 'one/deep/b.data', 'two/c.onnx'])
})

it('refuses folders that are taken, or within', async () => {
  await mkdir(join(to(), 'two'), { recursive: true })
  await expect(move()).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' })
  expect(await filesIn(from())).toHaveLength(3)
  const within = moveModels(['one'], from(), join(from(), 'deep'), { freeBytes: async () => free })
  await expect(within).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' })
})
