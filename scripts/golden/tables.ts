/** The golden tables: sizes, schedules, rotary tables, resizing, tokens, the vision tower. */
import { join } from 'node:path'
import { resizeLanczos } from '../../src/main/imaging/resample-8bit.ts'
import { embedImage } from '../../src/main/engines/qwen-layered/stages/caption.ts'
import { workingSize } from '../../src/main/engines/qwen-layered/stages/prepare-image.ts'
import { imageRope, textRope, type FrameGrid } from '../../src/main/engines/qwen-layered/stages/rope.ts'
import type { Runner } from '../../src/main/engines/qwen-layered/stages/runner.ts'
import { noiseSchedule } from '../../src/main/engines/qwen-layered/stages/schedule.ts'
import type { TextTokenizer } from '../../src/main/engines/qwen-layered/stages/tokenise.ts'
import { visionInputs } from '../../src/main/engines/qwen-layered/stages/vision-inputs.ts'
import { readNpy } from './npy.ts'
import type { GoldenFiles, Report, Values } from './report.ts'

/** Of the real model. */
const realRope = { ropeAxes: [16, 56, 56] as [number, number, number], layerRope: true }

export interface GoldenToken {
  text: string
  ids: number[]
}

export function compareTokens(report: Report, tokenizer: TextTokenizer, tokens: readonly GoldenToken[]): void {
  const wrong = tokens.filter(({ text, ids }) => tokenizer.encode(text).join() !== ids.join())
  const detail = `${tokens.length} texts, ${wrong.length} differ${wrong.map(({ text }) => ` ${JSON.stringify(text)}`)}`
  report.check('tokenizer', detail, wrong.length === 0)
}

export async function compareTables(report: Report, folder: string, files: GoldenFiles, runner: Runner): Promise<void> {
  const names = Object.keys(files).map((file) => file.replace(/\.npy$/, ''))
  if ('tables/dimensions.npy' in files) await compareSizes(report, folder)
  for (const name of names) {
    const schedule = /^tables\/(sigmas|timesteps)_tok(\d+)_n(\d+)$/.exec(name)
    if (schedule) {
      const [, kind, tokens, steps] = schedule
      const values = noiseSchedule(Number(steps), Number(tokens), runner.configs.scheduler)
      const data = kind === 'sigmas' ? values.sigmas : values.timesteps
      await report.compare(name, { dims: [data.length], data })
    }
    const rope = /^tables\/(rope_\w+)_img_(cos|sin)_every(\d+)$/.exec(name)
    if (rope) await compareRope(report, files, rope[1], rope[2] as 'cos' | 'sin', Number(rope[3]))
    const size = /^resize\/rgba_(\d+)x(\d+)$/.exec(name)
    if (size) await compareResize(report, folder, name, Number(size[1]), Number(size[2]))
  }
  if ('vision/image_rgb.npy' in files) await compareVision(report, folder, runner)
  report.finish('tables/', [])
  report.finish('resize/', ['rgba_in.npy'])
  report.finish('vision/', ['image_rgb.npy'])
}

async function compareSizes(report: Report, folder: string): Promise<void> {
  const { dims, data } = await readNpy(join(folder, 'tables/dimensions.npy'))
  const rows = Array.from({ length: dims[0] }, (_, row) => Array.from(data.slice(row * 5, row * 5 + 5)))
  const ours = rows.flatMap(([resolution, width, height]) => {
    const size = workingSize({ width, height }, resolution * resolution)
    return [resolution, width, height, size.width, size.height]
  })
  await report.compare('tables/dimensions', { dims, data: ours })
}

async function compareRope(
  report: Report,
  files: GoldenFiles,
  name: string,
  kind: 'cos' | 'sin',
  every: number,
): Promise<void> {
  const image = `tables/${name}_img_${kind}_every${every}`
  const shapes = [...files[`tables/${name}_img_cos_every${every}.npy`].desc.matchAll(/\((\d+), (\d+), (\d+)\)/g)]
  const grid: FrameGrid = { frames: shapes.length, height: Number(shapes[0][2]), width: Number(shapes[0][3]) }
  const table = imageRope(grid, realRope)[kind]
  const width = table.dims[1]
  const rows = Array.from(table.data).filter((_, i) => Math.floor(i / width) % every === 0)
  await report.compare(image, { dims: [rows.length / width, width], data: rows })
  const text = `tables/${name}_txt_${kind}`
  const tokens = files[`${text}.npy`]?.shape[0]
  if (tokens !== undefined) await report.compare(text, textRope(tokens, grid, realRope)[kind])
}

async function compareResize(
  report: Report,
  folder: string,
  name: string,
  width: number,
  height: number,
): Promise<void> {
  const { dims, data } = await readNpy(join(folder, 'resize/rgba_in.npy'))
  const image = { width: dims[1], height: dims[0], data: data as Uint8Array }
  await report.compare(name, { dims: [height, width, 4], data: resizeLanczos(image, width, height).data })
}

async function compareVision(report: Report, folder: string, runner: Runner): Promise<void> {
  const { dims, data } = await readNpy(join(folder, 'vision/image_rgb.npy'))
  const [height, width] = dims
  const rgba = new Uint8Array(width * height * 4).fill(255)
  for (let i = 0; i < width * height; i++) for (let c = 0; c < 3; c++) rgba[i * 4 + c] = data[i * 3 + c]
  const inputs = visionInputs(
    { width, height, data: rgba },
    runner.configs.imageProcessor,
    runner.configs.textEncoder.vision,
  )
  const list = (values: readonly number[]): Values => ({ dims: [values.length], data: values })
  await report.compare('vision/pixel_values', inputs.patches)
  await report.compare('vision/image_grid_thw', list([1, inputs.rows, inputs.columns]))
  await report.compare('vision/window_index', list(inputs.windowIndex))
  await report.compare('vision/cu_window_seqlens', list(inputs.windowEnds))
  await report.compare('vision/image_embeds', await embedImage(runner, inputs))
}
