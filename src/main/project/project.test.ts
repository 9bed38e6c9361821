import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { renameLayer } from '../../shared/document/commands/properties.ts'
import { removeLayers } from '../../shared/document/commands/structure.ts'
import { reverseDiff } from '../../shared/document/diff.ts'
import { hashAsset } from './asset-content.ts'
import { createProject, openProject, type Project } from './project.ts'
import { documentOf, samplePicture } from './testing.ts'

let folder: string
let file: string
let open: Project[]

const first = samplePicture(1)
const second = samplePicture(2)
const records = documentOf([first, second])
const preview = { mediaType: 'image/png', width: 2, height: 2, bytes: Uint8Array.of(1, 2) } as const
const code = (expected: string) => expect.objectContaining({ name: 'LaminaError', code: expected })

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lamina-project-'))
  file = path.join(folder, 'sample.lproj')
  open = []
})

afterEach(async () => {
  await Promise.all(open.map((project) => project.close()))
  rmSync(folder, { recursive: true, force: true })
})

async function closedLater(project: Promise<Project>): Promise<Project> {
  open.push(await project)
  return project
}

const create = () => closedLater(createProject(file, { records, assets: [first, second], preview }))

describe('a project', () => {
  it('is created, changed, closed and opened again', async () => {
    const project = await create()
    expect(project).toMatchObject({ file, records, revision: 0, readOnly: false })
    expect(await project.commit(0, renameLayer(records, { id: 'layer-0', name: 'Sky' }))).toBe(1)
    expect(project.records['layer-0']).toMatchObject({ name: 'Sky' })
    const stale = project.commit(0, renameLayer(records, { id: 'layer-0', name: 'Sea' }))
    await expect(stale).rejects.toEqual(code('REVISION_STALE'))
    await project.verify()
    await project.close()
    await project.close()
    await expect(project.getPreview()).rejects.toEqual(code('INTERNAL'))
    const again = await closedLater(openProject(file))
    expect(again).toMatchObject({ records: project.records, revision: 1 })
    expect(await again.getPreview()).toEqual(preview)
    expect(readdirSync(folder)).toEqual(['sample.lproj'])
  })

  it('takes and gives assets', async () => {
    const project = await create()
    expect(await project.getAsset(hashAsset(first))).toEqual(first)
    const { encoding, size } = await project.getStoredAsset(hashAsset(first))
    expect({ encoding, size }).toEqual({
      encoding: expect.stringMatching(/^(identity|zstd)$/),
      size: first.data.length,
    })
    const third = samplePicture(3)
    const hash = hashAsset(third)
    expect(await project.putAsset(third)).toBe(hash)
    expect(third.data).toHaveLength(8 * 6 * 4)
    const moved = samplePicture(4)
    const movedHash = hashAsset(moved)
    expect(await project.putAsset(moved, { transfer: true })).toBe(movedHash)
    expect(moved.data).toHaveLength(0)
    expect(await project.getAsset(movedHash)).toEqual(samplePicture(4))
    const shared = { ...third, data: new Uint8Array(new SharedArrayBuffer(third.data.length)) }
    shared.data.set(samplePicture(5).data)
    expect(await project.putAsset(shared, { transfer: true })).toBe(hashAsset(samplePicture(5)))
    await expect(project.getAsset('0'.repeat(64))).rejects.toEqual(code('ASSET_NOT_FOUND'))
  })

  it('carries out calls in their order', async () => {
    const project = await create()
    const remove = removeLayers(records, { ids: ['layer-1'] })
    const calls = [project.commit(0, remove), project.commit(1, reverseDiff(remove)), project.commit(2, remove)]
    expect(await Promise.all(calls)).toEqual([1, 2, 3])
    expect(Object.keys(project.records).sort()).toEqual(['document', 'layer-0'])
  })

  it('appears at its path when it is complete, and not at all when its making fails', async () => {
    async function* failing() {
      yield first
      expect(readdirSync(folder)).toEqual([expect.stringMatching(/^\..*\.tmp$/)])
      throw new Error('stopped')
    }
    await expect(createProject(file, { records, assets: failing() })).rejects.toThrow('stopped')
    expect(readdirSync(folder)).toEqual([])
    await expect(createProject(file, { records, assets: [first] })).rejects.toEqual(code('DIFF_INVALID'))
    expect(readdirSync(folder)).toEqual([])
    const nowhere = path.join(folder, 'gone', 'sample.lproj')
    await expect(createProject(nowhere, { records })).rejects.toEqual(code('OUTPUT_NOT_WRITABLE'))
    await expect(createProject(folder, { records })).rejects.toEqual(code('OUTPUT_NOT_WRITABLE'))
  })

  it('replaces what was at its path', async () => {
    writeFileSync(file, 'something else')
    await (await create()).close()
    const project = await create()
    expect(project.revision).toBe(0)
  })

  it('cannot be opened twice for writing', async () => {
    await create()
    await expect(openProject(file)).rejects.toEqual(code('PROJECT_LOCKED'))
    await expect(createProject(file, { records, assets: [first, second] })).rejects.toEqual(code('PROJECT_LOCKED'))
    expect(readdirSync(folder)).toEqual(['sample.lproj'])
  })

  it('passes coded errors on', async () => {
    await expect(openProject(file)).rejects.toEqual(code('FILE_NOT_FOUND'))
    writeFileSync(file, 'something else')
    await expect(openProject(file)).rejects.toEqual(code('PROJECT_FOREIGN'))
  })

  it('goes on at another path after saveAs, with what undo needs', async () => {
    const project = await create()
    const other = path.join(folder, 'other.lproj')
    const remove = removeLayers(records, { ids: ['layer-1'] })
    await project.commit(0, remove)
    await project.saveAs(other)
    expect(project).toMatchObject({ file: other, revision: 1 })
    await project.commit(1, reverseDiff(remove))
    expect(await project.getAsset(hashAsset(second))).toEqual(second)
    await project.saveAs(other)
    await project.close()
    const before = await closedLater(openProject(file))
    expect(before.revision).toBe(1)
    expect(before.records).not.toHaveProperty('layer-1')
    const after = await closedLater(openProject(other, { readOnly: true }))
    expect(after).toMatchObject({ records, revision: 2, readOnly: true })
  })

  it('stays at its path after saveCopy', async () => {
    const project = await create()
    const copy = path.join(folder, 'copy.lproj')
    await project.saveCopy(copy)
    expect(project.file).toBe(file)
    await expect(project.saveCopy(file)).rejects.toEqual(code('OUTPUT_NOT_WRITABLE'))
    await project.commit(0, renameLayer(records, { id: 'layer-0', name: 'Later' }))
    expect((await closedLater(openProject(copy))).records).toEqual(records)
  })
})
