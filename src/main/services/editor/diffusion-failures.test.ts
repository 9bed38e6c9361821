/** The diffusion engine on machines that do not do what they should, as a person in the editor meets it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import type { EventData } from '../../../shared/contract/api.ts'
import { packCheckpoint } from '../../engines/qwen-layered/pack/pack.ts'
import { testPicture, writePicture } from '../test-picture.fixture.ts'
import { failingDiffusion, memoryEnds } from './diffusion-failures.fixture.ts'
import { openFile, openTestEditor, type TestEditor, type TestWindow } from './editor.fixture.ts'

const checkpoint = fileURLToPath(new URL('../../../../test/golden/model/', import.meta.url))

let top: string
let packed: string
let test: TestEditor

beforeAll(async () => {
  top = await mkdtemp(path.join(tmpdir(), 'lamina-failures-'))
  packed = path.join(top, 'packed')
  await packCheckpoint(checkpoint, packed, { precision: 'float32' })
})
afterAll(() => rm(top, { recursive: true, force: true }))
afterEach(async () => {
  await test.close()
  vi.unstubAllEnvs()
})

async function open() {
  test = await openTestEditor(path.join(top, 'editor'), {
    engines: failingDiffusion,
    modelsFolder: path.join(top, 'models'),
    modelStore: { environment: { HOME: top, LAMINA_QWEN_LAYERED: packed } },
  })
  const window = test.open()
  const picture = await writePicture(path.join(top, 'poster.png'), testPicture(96, 64))
  const { document } = await openFile(test.editor, window, picture)
  return { window, document }
}

const options = (prompt: string) => ({
  engine: 'qwen-layered',
  layers: 2,
  prompt,
  seed: 3,
  diffusion: { steps: 2, guidance: 1 },
})

/** What the person is told of a job's progress. */
function detailsOf({ told }: TestWindow, job: string): string[] {
  return told
    .filter(({ event }) => event === 'job.progress')
    .map(({ data }) => data as EventData<'job.progress'>)
    .filter((progress) => progress.job === job)
    .map(({ progress }) => progress.detail)
}

it('leaves the document as it was when memory ends in the middle, lets go of all models, and says what helps', async () => {
  const { window, document } = await open()
  const { client } = window
  const before = test.editor.document(document)
  const { records, revision, dirty } = before ?? {}

  const { job } = await client.call('decompose.start', { document, options: options(memoryEnds) })
  expect(await window.ended(job)).toMatchObject({
    status: 'failed',
    error: {
      code: 'OUT_OF_MEMORY',
      message: expect.stringMatching(/not enough memory/),
      hint: expect.stringMatching(/^(?!.*LAMINA_).*fewer layers.*peel.*Preferences/),
    },
  })
  // It was in the middle: the first step was through.
  expect(detailsOf(window, job)).toContainEqual(expect.stringMatching(/^step 1 of 2/))
  const after = test.editor.document(document)
  expect({ records: after?.records, revision: after?.revision, dirty: after?.dirty }).toEqual({
    records,
    revision,
    dirty,
  })

  // The same window and the same threads go on.
  const again = await client.call('decompose.start', { document, options: options('two stripes') })
  expect(await window.ended(again.job)).toMatchObject({ status: 'done', result: { revision: (revision ?? 0) + 1 } })
}, 60_000)

it('goes on the CPU where a provider fails to load, and says so and why', async () => {
  // Named, so that it is tried whatever the machine looks like; this build may not even know it.
  vi.stubEnv('LAMINA_PROVIDERS', process.platform === 'darwin' ? 'dml' : 'cuda')
  const { window, document } = await open()
  const { job } = await window.client.call('decompose.start', { document, options: options('two stripes') })
  expect(await window.ended(job)).toMatchObject({ status: 'done' })
  const [reason] = detailsOf(window, job).filter((detail) => detail.startsWith('step 2 of 2'))
  expect(reason).toMatch(/^step 2 of 2, on the CPU \((cuda|dml): [^:]+.*\)$/)
  // No name of a file in front of the reason.
  expect(reason).not.toMatch(/graph:|could not be loaded/)
}, 60_000)
