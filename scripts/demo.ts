/** `npm run demo`: takes an example apart and shows what came of it. */
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatSeconds, formatShare, formatTable } from '../src/main/hosts/cli/format-text.ts'
import { ProgressLine } from '../src/main/hosts/cli/progress-line.ts'
import { compareWithImage, type Exactness } from '../src/main/engines/verify.ts'
import { decodePicture } from '../src/main/imaging/codecs/decode.ts'
import { openServices, type PictureResult } from '../src/main/services/services.ts'
import { jobStageLabels } from '../src/shared/contract/jobs.ts'
import { prepareOrExplain } from './preparation.ts'

const root = new URL('../', import.meta.url)
const picture = fileURLToPath(new URL('examples/summer-sale.png', root))
const output = fileURLToPath(new URL('demo-output', root))
const formats = ['png', 'psd', 'lproj', 'json'] as const

const bold = (text: string) => (process.stdout.isTTY ? `\x1b[1m${text}\x1b[22m` : text)
const faint = (text: string) => (process.stdout.isTTY ? `\x1b[2m${text}\x1b[22m` : text)
const here = (path: string) => relative(process.cwd(), path) || '.'

async function demo(): Promise<boolean> {
  if (!(await prepareOrExplain())) return false
  const services = openServices()
  const line = new ProgressLine(process.stderr, here(picture))
  const job = services.splitPicture(
    { picture, output, formats: [...formats], options: {} },
    { onProgress: (progress) => line.show(progress) },
  )
  const interrupt = () => job.cancel()
  process.once('SIGINT', interrupt)
  const outcome = await job.outcome
  process.off('SIGINT', interrupt)
  line.clear()
  await services.close()
  if (outcome.status === 'failed') {
    const { code, message, hint } = outcome.error
    console.error(`error ${code}: ${message} ${hint}`.trim())
  }
  if (outcome.status !== 'done') return false
  return show(outcome.result)
}

/** The layers as they were written, read back from their files, bottom to top. */
async function readLayers(files: readonly string[]) {
  const layers: { box: { x: number; y: number; width: number; height: number }; pixels: Uint8Array }[] = []
  for (const file of files.filter((path) => /layers[\\/]\d+-[^\\/]*\.png$/.test(path))) {
    const { width, height, data } = (await decodePicture(file)).image
    layers.push({ box: { x: 0, y: 0, width, height }, pixels: data })
  }
  return layers
}

/** How much of the picture the layer covers, 0..1, half-clear pixels by half. */
function coverage({ pixels }: { pixels: Uint8Array }): number {
  let sum = 0
  for (let i = 3; i < pixels.length; i += 4) sum += pixels[i]
  return sum / 255 / (pixels.length / 4)
}

async function show(result: PictureResult): Promise<boolean> {
  const layers = await readLayers(result.files)
  const rows = result.layers
    .map(({ name, kind, box }, index) => {
      const place = box ? `${box.width} × ${box.height} at ${box.x}, ${box.y}` : ''
      return [name, kind ?? '', place, formatShare(coverage(layers[index]))]
    })
    .reverse()
  console.log(
    `\n${bold(here(picture))}, ${result.width} × ${result.height} pixels, in ${rows.length} layers, the topmost first:\n`,
  )
  console.log(indent(formatTable([['Layer', 'Kind', 'Box', 'Share of the picture'], ...rows], [3])))
  console.log(`\n${bold('Time')}\n`)
  const stages = result.stages.map(({ stage, seconds }) => [jobStageLabels[stage], formatSeconds(seconds)])
  console.log(indent(formatTable([...stages, ['Together', formatSeconds(result.seconds)]], [1])))

  const exactness = compareWithImage((await decodePicture(picture)).image, layers)
  console.log(`\n${bold('Exactness')}\n\n  ${describe(exactness)}`)
  console.log(`\n${bold('Files')}\n`)
  for (const file of result.files) console.log(`  ${here(file)}`)
  const project = result.files.find((file) => file.endsWith('.lproj'))
  if (project !== undefined) console.log(`\nOpen it in the editor: npm start ${here(project)}`)
  console.log(faint(`A picture of your own: npm run -s lamina -- split PICTURE --out DIR\n`))
  return exactness.differing === 0
}

function describe({ pixels, differing, largestDifference }: Exactness): string {
  return differing === 0
    ? `The PNG layers, read back and put together, are the picture: 0 of ${pixels} pixels differ.`
    : `FAILED: ${differing} of ${pixels} pixels differ, by up to ${largestDifference} levels.`
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ')
}

process.exitCode = (await demo()) ? 0 : 1
