import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { emptyDiff } from '../../shared/document/diff.ts'
import type { PixelLayer, RecordsDiff } from '../../shared/document/types.ts'
import { childrenOf } from '../../shared/document/tree.ts'
import { decodePicture } from '../imaging/codecs/decode.ts'
import { openProject } from '../project/project.ts'
import { fakeEngines } from './fake-engines.fixture.ts'
import { openServices, type Services } from './services.ts'
import { testPicture, writePicture } from './test-picture.fixture.ts'

let services: Services
let folder: string
let file: string

beforeAll(async () => {
  services = openServices({ engines: fakeEngines })
  folder = await mkdtemp(path.join(tmpdir(), 'lamina-layer-'))
  const picture = await writePicture(path.join(folder, 'poster.png'), testPicture(160, 40))
  const params = { picture, output: folder, formats: ['lproj' as const], options: { layers: 3 } }
  expect((await services.splitPicture(params).outcome).status).toBe('done')
  file = path.join(folder, 'copy.lproj')
})
afterAll(async () => {
  await services.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => copyFile(path.join(folder, 'poster/poster.lproj'), file))

const split = (layer: string, options = {}) => services.splitLayer({ project: file, layer, options }).outcome

async function read() {
  const project = await openProject(file, { readOnly: true })
  const { records, revision } = project
  await project.close()
  return { records, revision }
}

describe('splitting a layer', () => {
  it('puts a group in its place, as one change, and leaves the other layers as they are', async () => {
    const before = await read()
    const target = before.records['layer-3'] as PixelLayer
    const outcome = await split('Stripe 1', { layers: 4 })
    expect(outcome).toMatchObject({
      status: 'done',
      result: { group: 'layer-4', name: 'Stripe 1', exact: true, maxDifference: 0 },
    })

    const after = await read()
    expect(after.revision).toBe(before.revision + 1)
    for (const id of ['document', 'layer-1', 'layer-2']) expect(after.records[id]).toEqual(before.records[id])
    expect(after.records['layer-3']).toBeUndefined()
    expect(after.records['layer-4']).toMatchObject({
      type: 'group',
      name: 'Stripe 1',
      order: target.order,
      blendMode: 'normal',
    })
    const children = childrenOf(after.records, 'layer-4') as PixelLayer[]
    expect(children.map(({ name, kind }) => [name, kind])).toEqual([
      ['Stripe 1, rest', 'object'],
      ['Text: SALE', 'text'],
      ['Stripe 1, part', 'object'],
      ['Stripe 2', 'object'],
    ])
    expect(children[0].transform).toEqual(target.transform)
    expect(children[1].texts[0].box.x).toBe(target.transform[4])
  })

  it('takes the source pixels of a layer that is turned and scaled, and the parts lie as it did', async () => {
    const turned: PixelLayer['transform'] = [0, 2, -2, 0, 90.5, 10]
    const project = await openProject(file, { readOnly: false })
    const target = project.records['layer-3'] as PixelLayer
    const updated: RecordsDiff['updated'] = { 'layer-3': [target, { ...target, transform: turned }] }
    await project.commit(project.revision, { ...emptyDiff(), updated }, [])
    await project.close()

    expect(await split('layer-3', { layers: 3 })).toMatchObject({ status: 'done', result: { exact: true } })
    const [rest, text, stripe] = childrenOf((await read()).records, 'layer-4') as PixelLayer[]
    expect(rest).toMatchObject({ transform: turned, width: target.width, height: target.height })
    // The text was the left quarter of the source: the top one now, at twice the size.
    expect(text.texts[0].box).toEqual({ x: 10, y: 10, width: 81, height: 20 })
    expect(stripe.transform).toEqual([0, 2, -2, 0, 90.5, 50])
  })

  it('keeps the picture as it was at every pixel, however often layers are split', async () => {
    for (const layer of ['layer-1', 'layer-2', 'layer-3']) await split(layer, { layers: 3 })
    await split('layer-6', { layers: 2 })
    const to = path.join(folder, 'flat.png')
    expect(await services.exportProject({ project: file, to }).outcome).toMatchObject({ status: 'done' })
    const { image } = await decodePicture(to)
    expect(Buffer.compare(image.data, visible(testPicture(160, 40).data))).toBe(0)
  })

  it.each([
    ['Stripe', 'LAYER_NOT_FOUND', 'Did you mean "Stripe 1"?'],
    ['layer-9', 'LAYER_NOT_FOUND', 'Did you mean "layer-1" or "layer-2" or "layer-3"?'],
  ])('of "%s" fails as %s', async (layer, code, hint) => {
    expect(await split(layer)).toMatchObject({ status: 'failed', error: { code, hint } })
  })

  it('refuses groups and what cannot be told apart, and leaves the file as it was', async () => {
    await split('Stripe 1')
    const bytes = await readFile(file)
    expect(await split('layer-4')).toMatchObject({
      error: { code: 'LAYER_NOT_SPLITTABLE', hint: 'Name a layer in it.' },
    })
    expect(await split('Background', { engine: 'single' })).toMatchObject({ error: { code: 'LAYER_NOT_SPLITTABLE' } })
    expect(await split('Background', { engine: 'wrong' })).toMatchObject({ error: { code: 'INTERNAL' } })
    expect(await readFile(file)).toEqual(bytes)
  })

  it('says which layers share a name', async () => {
    await split('Stripe 1', { layers: 3 })
    expect(await split('Text: SALE')).toMatchObject({
      error: { code: 'LAYER_NOT_FOUND', hint: expect.stringContaining('layer-2, layer-6') },
    })
  })

  it('cancelled, leaves the project as it was', async () => {
    const before = await read()
    const controller = new AbortController()
    const job = services.splitLayer(
      { project: file, layer: 'Background', options: { engine: 'slow' } },
      { signal: controller.signal, onProgress: ({ stage }) => stage === 'cut' && controller.abort() },
    )
    expect(await job.outcome).toEqual({ status: 'cancelled' })
    expect(await read()).toEqual(before)
  })
})

/** As a compositor gives it: no colour where nothing can be seen. */
function visible(data: Uint8Array): Uint8Array {
  const result = data.slice()
  for (let i = 0; i < result.length; i += 4) if (result[i + 3] === 0) result.fill(0, i, i + 4)
  return result
}
