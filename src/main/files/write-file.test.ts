import { execFileSync } from 'node:child_process'
import * as fileSystem from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeFileAtomic, type WritingFileSystem } from './write-file.ts'
import { writeFolderAtomic } from './write-folder.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

let folder: string
beforeEach(async () => {
  folder = await fileSystem.mkdtemp(path.join(os.tmpdir(), 'lamina-write-'))
})
afterEach(() => fileSystem.rm(folder, { recursive: true, force: true }))

/** Every file below the folder with its content, and empty folders. */
async function listing(): Promise<Record<string, string>> {
  const entries = await fileSystem.readdir(folder, { recursive: true, withFileTypes: true })
  const found: [string, string][] = []
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name)
    const name = path.relative(folder, file).replaceAll(path.sep, '/')
    found.push(entry.isDirectory() ? [`${name}/`, ''] : [name, await fileSystem.readFile(file, 'utf8')])
  }
  return Object.fromEntries(found.sort())
}

/** A file system whose writes fail with the code once `allowed` bytes are written. */
function failing(code: string, allowed = 0): WritingFileSystem {
  let written = 0
  return {
    ...fileSystem,
    open: async (file, flags) => {
      const handle = await fileSystem.open(file, flags)
      const writeFile = handle.writeFile.bind(handle)
      handle.writeFile = async (data) => {
        written += (data as Uint8Array).length
        if (written > allowed) throw Object.assign(new Error(code), { code })
        return writeFile(data)
      }
      return handle
    },
  }
}

describe('writeFileAtomic', () => {
  it('writes the pieces in order and replaces what was there', async () => {
    const target = path.join(folder, 'a.psd')
    await writeFileAtomic(target, [bytes('one'), bytes('two')])
    expect(await listing()).toEqual({ 'a.psd': 'onetwo' })
    await writeFileAtomic(target, [bytes('three')])
    expect(await listing()).toEqual({ 'a.psd': 'three' })
  })

  it.each([
    ['ENOSPC', 'DISK_FULL'],
    ['EDQUOT', 'DISK_FULL'],
    ['EROFS', 'OUTPUT_NOT_WRITABLE'],
    ['EACCES', 'OUTPUT_NOT_WRITABLE'],
    ['EPERM', 'OUTPUT_NOT_WRITABLE'],
    ['EIO', 'OUTPUT_NOT_WRITABLE'],
  ])('turns %s in the middle into %s and leaves the old file alone', async (code, expected) => {
    const target = path.join(folder, 'a.psd')
    await fileSystem.writeFile(target, 'old')
    const job = writeFileAtomic(target, [bytes('new'), bytes('rest')], { files: failing(code, 3) })
    await expect(job).rejects.toMatchObject({ code: expected, message: expect.stringContaining(target) })
    await expect(job).rejects.toHaveProperty('hint', expect.stringMatching(/\w/))
    expect(await listing()).toEqual({ 'a.psd': 'old' })
  })

  it('leaves nothing when its content fails or it is cancelled', async () => {
    const target = path.join(folder, 'a.psd')
    const controller = new AbortController()
    async function* pieces(): AsyncGenerator<Uint8Array> {
      yield bytes('one')
      controller.abort()
      yield bytes('two')
    }
    await expect(writeFileAtomic(target, pieces(), { signal: controller.signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield bytes('one')
      throw new RangeError('broken')
    }
    await expect(writeFileAtomic(target, broken())).rejects.toThrow(RangeError)
    expect(await listing()).toEqual({})
  })

  it('says when the target is a folder, or its folder is missing or a file', async () => {
    await fileSystem.mkdir(path.join(folder, 'a.psd'))
    await fileSystem.writeFile(path.join(folder, 'file'), '')
    for (const name of ['a.psd', 'missing/a.psd', 'file/a.psd', `${'n'.repeat(300)}.psd`]) {
      const job = writeFileAtomic(path.join(folder, name), [bytes('x')])
      await expect(job, name).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' })
    }
    expect(await listing()).toEqual({ 'a.psd/': '', file: '' })
  })
})

describe('writeFolderAtomic', () => {
  it('makes a new folder, with the folders above it', async () => {
    const result = await writeFolderAtomic(path.join(folder, 'out/picture'), async ({ sink }) => {
      await sink('layers/00.png', [bytes('zero')])
      await sink('layers.json', [bytes('{}')])
      return 7
    })
    expect(result).toBe(7)
    expect(await listing()).toEqual({
      'out/': '',
      'out/picture/': '',
      'out/picture/layers/': '',
      'out/picture/layers.json': '{}',
      'out/picture/layers/00.png': 'zero',
    })
  })

  it('goes into a folder that is there, leaving what it does not replace', async () => {
    await fileSystem.writeFile(path.join(folder, 'mine.txt'), 'mine')
    await fileSystem.writeFile(path.join(folder, 'a.txt'), 'old')
    await writeFolderAtomic(folder, async ({ sink }) => {
      await sink('a.txt', [bytes('new')])
      await sink('sub/b.txt', [bytes('b')])
    })
    expect(await listing()).toEqual({ 'a.txt': 'new', 'mine.txt': 'mine', 'sub/': '', 'sub/b.txt': 'b' })
  })

  it('leaves nothing when a file fails, a part of the job fails, or it is cancelled', async () => {
    const target = path.join(folder, 'deep/out')
    const build = async ({ sink }: { sink: (name: string, content: Uint8Array[]) => Promise<void> }): Promise<void> => {
      await sink('a', [bytes('one')])
      await sink('b', [bytes('two')])
    }
    const full = writeFolderAtomic(target, build, { files: failing('ENOSPC', 4) })
    await expect(full).rejects.toMatchObject({ code: 'DISK_FULL' })
    const broken = writeFolderAtomic(target, async (draft) => {
      await build(draft)
      throw new RangeError('broken')
    })
    await expect(broken).rejects.toThrow(RangeError)
    const controller = new AbortController()
    const cancelled = writeFolderAtomic(
      target,
      async (draft) => {
        await build(draft)
        controller.abort()
      },
      { signal: controller.signal },
    )
    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await listing()).toEqual({})
  })

  it('puts everything back when a file cannot be moved into place', async () => {
    await fileSystem.writeFile(path.join(folder, 'a'), 'old a')
    await fileSystem.mkdir(path.join(folder, 'z'))
    const job = writeFolderAtomic(folder, async ({ sink }) => {
      await sink('a', [bytes('new a')])
      await sink('new/b', [bytes('new b')])
      await sink('z', [bytes('in the way')])
    })
    await expect(job).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' })
    expect(await listing()).toEqual({ a: 'old a', 'z/': '' })
  })

  it('does not write outside its folder', async () => {
    const job = writeFolderAtomic(path.join(folder, 'out'), ({ sink }) => sink('../../escaped', [bytes('x')]))
    await expect(job).rejects.toThrow('leads out')
    expect(await listing()).toEqual({})
  })
})

/** A file system of one megabyte, where this may be made; else why not. */
function mountSmallDisk(at: string): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux can mount a small disk'
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', at], { stdio: 'pipe' })
    return null
  } catch {
    return 'mounting is not allowed here'
  }
}

describe('a full disk', () => {
  it('is reported and left as it was', async ({ skip }) => {
    const disk = path.join(folder, 'disk')
    await fileSystem.mkdir(disk)
    const reason = mountSmallDisk(disk)
    if (reason) return skip(reason)
    try {
      await fileSystem.writeFile(path.join(disk, 'a.psd'), 'old')
      const pieces = [new Uint8Array(600_000), new Uint8Array(600_000)]
      await expect(writeFileAtomic(path.join(disk, 'a.psd'), pieces)).rejects.toMatchObject({ code: 'DISK_FULL' })
      const set = writeFolderAtomic(path.join(disk, 'out'), async ({ sink }) => {
        for (const [index, piece] of pieces.entries()) await sink(`${index}.png`, [piece])
      })
      await expect(set).rejects.toMatchObject({ code: 'DISK_FULL' })
      expect(await listing()).toEqual({ 'disk/': '', 'disk/a.psd': 'old' })
    } finally {
      execFileSync('umount', [disk])
    }
  })
})
