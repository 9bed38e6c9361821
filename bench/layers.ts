/**
 * `npm run -s bench:layers -- CASES OUT [QUALITY]`: takes every CASES/<case>/input.png apart and writes the layers on the full
 * canvas as OUT/<case>/00-....png, sorting from the bottom to the top. Says the seconds of each case, from the file to
 * checked layers, without writing them, and the same as a multiple of one ISNet run timed in the same process.
 */
import { access, readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isnet } from '../src/main/engines/peel/matting/isnet.ts'
import { EngineThread } from '../src/main/engines/engine-thread.ts'
import { engineRegistry } from '../src/main/engines/registry.ts'
import { formatById } from '../src/main/formats/registry.ts'
import { createExportSource } from '../src/main/formats/source.ts'
import { writeFolderAtomic } from '../src/main/files/write-folder.ts'
import { createModelStore } from '../src/main/models/store.ts'
import { createSessionPool } from '../src/main/onnx/pool.ts'
import { OCR_DETECT, OCR_RECOGNISE, type Sessions } from '../src/main/onnx/sessions.ts'
import { decompose, type DecomposeRooms } from '../src/main/services/decompose.ts'
import { pictureDocument, type PictureDocument } from '../src/main/services/picture-document.ts'
import { openPicture } from '../src/main/services/pictures.ts'
import { StageClock } from '../src/main/services/stage-clock.ts'
import { laminaVersion } from '../src/main/services/version.ts'
import { errorToData, LaminaError } from '../src/shared/contract/errors.ts'
import { qualities, type Quality } from '../src/shared/contract/limits.ts'
import type { Rgba8 } from '../src/main/imaging/pixels.ts'

const isnetRuns = 3

/** Seconds of one ISNet run on 1024 × 1024 pixels: the median of three, after one to warm up. Loads the model. */
async function timeIsnet(sessions: Sessions): Promise<number> {
  const side = isnet.size
  const data = Float32Array.from({ length: side * side * 3 }, (_, index) => (index * 7919) % 256)
  const times: number[] = []
  for (let run = 0; run <= isnetRuns; run++) {
    const inputs = isnet.encode({ width: side, height: side, data })
    const started = performance.now()
    await sessions.run(isnet.id, inputs)
    if (run > 0) times.push((performance.now() - started) / 1000)
  }
  return times.sort((a, b) => a - b)[Math.floor(isnetRuns / 2)]
}

/** Small runs, so that no case pays for loading. */
async function loadReader(sessions: Sessions): Promise<void> {
  for (const [model, height] of [
    [OCR_DETECT, 64],
    [OCR_RECOGNISE, 48],
  ] as const) {
    const data = new Float32Array(3 * height * 64)
    await sessions.run(model, { x: { type: 'float32', dims: [1, 3, height, 64], data } })
  }
}

async function takeApart(rooms: DecomposeRooms, file: string, quality: Quality) {
  const clock = new StageClock('open')
  const picture = await openPicture(file)
  const context = { signal: new AbortController().signal, report: () => {} }
  const result = await decompose(rooms, picture.image, { engine: 'peel', layers: 'auto', quality }, context, clock)
  const seconds = clock.total()
  return { seconds, composite: result.image, document: await pictureDocument(picture, basename(file), result) }
}

/** The PNG layers, flat in the folder, in place of those of an earlier run. */
async function writeLayers(folder: string, { records, assets }: PictureDocument, composite: Rgba8): Promise<number> {
  const source = createExportSource({
    records,
    composite,
    facts: { laminaVersion: laminaVersion() },
    readAsset: async (hash) => assets.get(hash)!,
    rasterise: async ({ name }) => {
      throw new LaminaError('INTERNAL', `Layer "${name}" is not on whole pixels.`)
    },
  })
  const written = new Set<string>()
  await writeFolderAtomic(folder, (draft) =>
    formatById('layers').write(source, async (path, content) => {
      await draft.sink(basename(path), content)
      written.add(basename(path))
    }),
  )
  const stale = (await readdir(folder)).filter((name) => /^\d{2,}-.*\.png$/.test(name) && !written.has(name))
  for (const name of stale) await rm(join(folder, name))
  return written.size
}

async function casesIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).sort()
  const found = await Promise.all(
    names.map((name) =>
      access(join(folder, name, 'input.png')).then(
        () => [name],
        () => [],
      ),
    ),
  )
  return found.flat()
}

async function run(cases: string, output: string, quality: Quality): Promise<boolean> {
  const models = createModelStore()
  const pool = createSessionPool({ resolveModel: models.resolveModel })
  const thread = new EngineThread({ sessions: pool })
  const rooms: DecomposeRooms = { thread, engines: engineRegistry, resolveModel: models.resolveModel }
  try {
    const names = await casesIn(cases)
    await loadReader(pool)
    const isnetSeconds = await timeIsnet(pool)
    console.log(`one ISNet run: ${isnetSeconds.toFixed(2)} s (median of ${isnetRuns})`)
    const times: number[] = []
    for (const name of names) {
      try {
        const { seconds, document, composite } = await takeApart(rooms, join(cases, name, 'input.png'), quality)
        const count = await writeLayers(join(output, name), document, composite)
        times.push(seconds)
        console.log(
          `${name}: ${seconds.toFixed(2)} s, ${(seconds / isnetSeconds).toFixed(2)} ISNet runs, ${count} layers`,
        )
      } catch (error) {
        const { code, message } = errorToData(error)
        console.log(`${name}: FAILED ${code}: ${message}`)
      }
    }
    const mean = times.reduce((sum, seconds) => sum + seconds, 0) / times.length
    console.log(
      `mean of ${times.length} of ${names.length}: ${mean.toFixed(2)} s, ${(mean / isnetSeconds).toFixed(2)} ISNet runs`,
    )
    return names.length > 0 && times.length === names.length
  } finally {
    await thread.close()
    await pool.close()
  }
}

const [cases, output, wanted = 'balanced', ...rest] = process.argv.slice(2)
const quality = qualities.find((known) => known === wanted)
if (cases === undefined || output === undefined || !quality || rest.length > 0) {
  console.error(`Usage: npm run -s bench:layers -- CASES OUT [${qualities.join('|')}]`)
  process.exitCode = 2
} else {
  try {
    process.exitCode = (await run(cases, output, quality)) ? 0 : 1
  } catch (error) {
    const { code, message, hint } = errorToData(error)
    console.error(`error ${code}: ${message} ${hint}`.trim())
    process.exitCode = 1
  }
}
