import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { OutputFolders, refuseUnwritable, removeStaleLayers } from './output-folder.ts'

let output: string
beforeEach(async () => {
  output = await mkdtemp(path.join(tmpdir(), 'lamina-output-'))
  return () => rm(output, { recursive: true, force: true })
})

async function choose(picture: string, sha256 = 'a', folders = new OutputFolders()) {
  return path.basename(await folders.choose(output, picture, sha256))
}

async function marked(name: string, fileName: string, sha256: string) {
  await mkdir(path.join(output, name))
  await writeFile(path.join(output, name, 'layers.json'), JSON.stringify({ picture: { fileName, sha256 } }))
}

describe('the folder of a picture', () => {
  it('is named after the picture, without what some system refuses', async () => {
    expect(await choose('/x/poster.final.png')).toBe('poster.final')
    expect(await choose('/x/a<b>:c?.png')).toBe('a_b__c_')
    expect(await choose('/x/CON.png')).toBe('CON_')
    expect(await choose('/x/dots...png')).toBe('dots')
    expect(await choose('/x/ .png')).toBe('picture')
  })

  it('has a number where another picture of the run took the name, whatever the case', async () => {
    const folders = new OutputFolders()
    const given: string[] = []
    for (const picture of ['/a/x.png', '/b/X.png', '/a/x.jpg', '/a/x.png'])
      given.push(await choose(picture, 'a', folders))
    expect(given).toEqual(['x', 'X-2', 'x-3', 'x'])
  })

  it('is used again for the same picture, and not for another one', async () => {
    await marked('x', 'x.png', 'aa')
    expect(await choose('/else/x.png', 'aa')).toBe('x')
    expect(await choose('/else/x.png', 'bb')).toBe('x-2')
    expect(await choose('/else/x.jpg', 'aa')).toBe('x-2')
  })

  it('is not one that holds something else, nor a file', async () => {
    await mkdir(path.join(output, 'x'))
    expect(await choose('/a/x.png')).toBe('x')
    await writeFile(path.join(output, 'x/notes.txt'), '')
    await writeFile(path.join(output, 'x-2'), '')
    expect(await choose('/a/x.png')).toBe('x-3')
  })
})

it('removes layer files of an earlier run alone', async () => {
  await mkdir(path.join(output, 'layers'))
  for (const name of ['00-a.png', '01-b.png', '02-old.png', 'mine.png', '03-notes.txt']) {
    await writeFile(path.join(output, 'layers', name), '')
  }
  await removeStaleLayers(output, new Set(['layers/00-a.png', 'layers/01-b.png']))
  expect((await readdir(path.join(output, 'layers'))).sort()).toEqual([
    '00-a.png',
    '01-b.png',
    '03-notes.txt',
    'mine.png',
  ])
})

it('an output is refused before the work where it cannot be made', async () => {
  await writeFile(path.join(output, 'file'), '')
  await expect(refuseUnwritable(path.join(output, 'new/deep'))).resolves.toBeUndefined()
  await expect(refuseUnwritable(path.join(output, 'file'))).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' })
  await expect(refuseUnwritable(path.join(output, 'file/x'))).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' })
})
