import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { JobProgress } from '../../shared/contract/jobs.ts'
import { getDocument } from '../../shared/document/tree.ts'
import { compareWithImage } from '../engines/verify.ts'
import { layersManifestSchema } from '../formats/json/manifest.ts'
import { decodePicture } from '../imaging/codecs/decode.ts'
import { openProject } from '../project/project.ts'
import { fakeEngines } from './fake-engines.fixture.ts'
import { openServices, type Services } from './services.ts'
import { filesIn, testPicture, writePicture } from './test-picture.fixture.ts'

let services: Services
let folder: string

const picture = (name: string, image = testPicture()) => writePicture(path.join(folder, name), image)

beforeAll(() => {
  services = openServices({
    engines: fakeEngines,
    modelsFolder: path.join(tmpdir(), 'no-models'),
  })
})
afterAll(() => services.close())
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lamina-split-'))
  return () => rm(folder, { recursive: true, force: true })
})

async function split(file: string, options: { engine?: string; layers?: number | 'auto' } = {}, output = 'out') {
  const job = services.splitPicture({ picture: file, output: path.join(folder, output), options })
  return job.outcome
}

describe('splitting a picture', () => {
  it('writes every format, numbered from the bottom to the top', async () => {
    const outcome = await split(await picture('poster.png'), { layers: 4 })
    expect(outcome).toMatchObject({ status: 'done', result: { exact: true, maxDifference: 0, width: 40, height: 30 } })
    expect(await filesIn(path.join(folder, 'out'))).toEqual([
      'poster/layers.json',
      'poster/layers/00-background.png',
      'poster/layers/01-text-sale.png',
      'poster/layers/02-stripe-1.png',
      'poster/layers/03-stripe-2.png',
      'poster/poster.lproj',
      'poster/poster.psd',
    ])
  })

  it('a project of a picture that was reduced holds what its layers are compared with', async () => {
    const own = openServices({ engines: fakeEngines, pictureLimits: { maxPixels: 80 * 40 } })
    const [file, output] = [await picture('big.png', testPicture(160, 80)), path.join(folder, 'out')]
    await own.splitPicture({ picture: file, output, formats: ['lproj'], options: {}, downscale: true }).outcome
    const project = await openProject(path.join(output, 'big/big.lproj'), { readOnly: true })
    const { source, width, height } = getDocument(project.records)
    expect({ width, height }).toEqual({ width: 80, height: 40 })
    expect(await project.getAsset(source?.pixels ?? '')).toMatchObject({ type: 'rgba', width: 80, height: 40 })
    // The file goes with it as it is.
    expect((await project.getAsset(source?.file ?? '')).data).toEqual(new Uint8Array(await readFile(file)))
    await project.close()
    await own.close()
  })

  it('the PNG layers put together are the picture, alpha included', async () => {
    const file = await picture('poster.png')
    await split(file, { layers: 3 })
    const layers = path.join(folder, 'out/poster/layers')
    const decoded = await Promise.all(
      (await readdir(layers)).sort().map((name) => decodePicture(path.join(layers, name))),
    )
    const placed = decoded.map(({ image }) => ({ box: { x: 0, y: 0, width: 40, height: 30 }, pixels: image.data }))
    expect(placed).toHaveLength(3)
    expect(compareWithImage(testPicture(), placed).differing).toBe(0)
  })

  it('the project has the layers, their assets, the source and a preview', async () => {
    const file = await picture('poster.png')
    await split(file)
    const project = await openProject(path.join(folder, 'out/poster/poster.lproj'), { readOnly: true })
    try {
      await project.verify()
      expect(project.records.document).toMatchObject({ name: 'poster', width: 40, source: { fileName: 'poster.png' } })
      expect(project.records['layer-2']).toMatchObject({
        name: 'Text: SALE',
        kind: 'text',
        transform: [1, 0, 0, 1, 0, 0],
      })
      const { source } = project.records.document as { source: { file: string } }
      expect((await project.getAsset(source.file)).data).toEqual(new Uint8Array(await readFile(file)))
      expect(await project.getPreview()).toMatchObject({ mediaType: 'image/png', width: 40 })
    } finally {
      await project.close()
    }
  })

  it('layers.json says what there is to know', async () => {
    await split(await picture('poster.png'), { layers: 3 })
    const text = await readFile(path.join(folder, 'out/poster/layers.json'), 'utf8')
    const manifest = layersManifestSchema.parse(JSON.parse(text))
    expect(manifest.engine).toEqual({ id: 'peel', options: { layers: 3 }, models: [] })
    expect(manifest.exactness).toEqual({ exact: true, pixels: 1200, differing: 0, largestDifference: 0 })
    expect(manifest.timings.map(({ stage }) => stage)).toEqual(['open', 'load', 'find', 'finish', 'check'])
    expect(manifest.picture).toMatchObject({ format: 'png', hadAlpha: true })
    expect(manifest.layers[1]).toMatchObject({ kind: 'text', texts: [{ string: 'SALE' }] })
  })

  it('never writes one picture over another, and replaces its own', async () => {
    const first = await picture('a/logo.png')
    const other = await picture('b/Logo.png', testPicture(33, 20))
    await split(first, { layers: 5 })
    await split(other)
    const names = (await readdir(path.join(folder, 'out'))).sort()
    expect(names).toEqual(['Logo-2', 'logo'])
    await split(first, { layers: 3 })
    expect((await readdir(path.join(folder, 'out'))).sort()).toEqual(names)
    expect(await readdir(path.join(folder, 'out/logo/layers'))).toHaveLength(3)

    const later = openServices({ engines: fakeEngines })
    const again = later.splitPicture({ picture: other, output: path.join(folder, 'out'), options: {} })
    await again.outcome
    await later.close()
    expect((await readdir(path.join(folder, 'out'))).sort()).toEqual(names)
  })

  it('does not replace a project that was worked on since', async () => {
    const file = await picture('poster.png')
    await split(file)
    const project = path.join(folder, 'out/poster/poster.lproj')
    await services.splitLayer({ project, layer: 'Background', options: {} }).outcome
    const bytes = await readFile(project)
    expect(await split(file)).toMatchObject({ result: { folder: path.join(folder, 'out/poster-2') } })
    expect(await readFile(project)).toEqual(bytes)
  })

  it('leaves a folder alone that is not its own', async () => {
    await mkdir(path.join(folder, 'out/poster'), { recursive: true })
    await writeFile(path.join(folder, 'out/poster/diary.txt'), 'mine')
    await split(await picture('poster.png'))
    expect(await filesIn(path.join(folder, 'out/poster'))).toEqual(['diary.txt'])
    expect(await filesIn(path.join(folder, 'out/poster-2'))).toContain('poster-2.psd')
  })

  it.each([
    ['wrong', 'INTERNAL'],
    ['failing', 'ENGINE_FAILED'],
    ['needy', 'MODEL_MISSING'],
    ['none', 'ENGINE_UNKNOWN'],
  ])('with the engine "%s" fails as %s and writes nothing', async (engine, code) => {
    expect(await split(await picture('poster.png'), { engine })).toMatchObject({ status: 'failed', error: { code } })
    expect(await filesIn(path.join(folder, 'out'))).toEqual([])
  })

  it('cancelled at work or while writing, leaves nothing behind', async () => {
    const file = await picture('poster.png', testPicture(400, 300))
    for (const [engine, stage] of [
      ['slow', 'cut'],
      ['peel', 'write'],
    ]) {
      const controller = new AbortController()
      const onProgress = (progress: JobProgress) => progress.stage === stage && controller.abort()
      const params = { picture: file, output: path.join(folder, 'out'), options: { engine } }
      const job = services.splitPicture(params, { signal: controller.signal, onProgress })
      expect(await job.outcome).toEqual({ status: 'cancelled' })
      expect(await readdir(path.join(folder, 'out')).catch(() => [])).toEqual([])
    }
  })

  it('says so where fewer layers were found than asked for', async () => {
    const outcome = await split(await picture('poster.png'), { engine: 'single', layers: 6 })
    expect(outcome).toMatchObject({ result: { notes: ['6 layers were asked for, 1 were found'] } })
  })

  it('progress never falls and ends at 1', async () => {
    const seen: JobProgress[] = []
    const params = { picture: await picture('poster.png'), output: path.join(folder, 'out'), options: {} }
    await services.splitPicture(params, { onProgress: (progress) => seen.push(progress) }).outcome
    const shares = seen.map(({ done }) => done)
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(shares.at(-1)).toBe(1)
  })
})
