/**
 * `node scripts/readme-images.ts [PICTURE]`: draws docs/images/layers.webp, the picture of README: an example, and beside
 * it the layers that Lamina finds in it, on checkerboard, each on a tilted sheet.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { fitText } from '../src/main/hosts/cli/format-text.ts'
import { openServices, type PictureResult } from '../src/main/services/services.ts'
import { prepareOrExplain } from './preparation.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const example = process.argv[2] ?? join(root, 'examples/coffee.jpg')
const target = join(root, 'docs/images/layers.webp')

/** Pixels of a sheet before it is tilted, and of the gaps around. */
const sheetHeight = 480
const margin = 40
const captionHeight = 44
/** Horizontal squeeze and rise to the right of a tilted sheet. */
const squeeze = 0.5
const rise = 0.3
/** From one tilted sheet to the next, in widths of one. */
const step = 1.04
const square = 14
/** Of a character of a caption, about. */
const characterWidth = 9.5

async function layersOf(picture: string): Promise<{ result: PictureResult; files: Buffer[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'lamina-readme-'))
  const services = openServices()
  try {
    const job = services.splitPicture({ picture, output: folder, formats: ['png'], options: {} })
    const outcome = await job.outcome
    if (outcome.status !== 'done') throw job.cause() ?? new Error('The picture was not taken apart.')
    return { result: outcome.result, files: await Promise.all(outcome.result.files.map((file) => readFile(file))) }
  } finally {
    await services.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** A pattern of two greys, as image editors show what is clear. */
function checkerboard(width: number, height: number): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs>` +
      `<pattern id="p" width="${2 * square}" height="${2 * square}" patternUnits="userSpaceOnUse">` +
      `<path d="M0 0h${2 * square}v${2 * square}H0z" fill="#fff"/><path d="M0 0h${square}v${square}H0zM${square} ${square}h${square}v${square}h-${square}z" fill="#d9dce1"/>` +
      `</pattern></defs><rect width="100%" height="100%" fill="url(#p)"/></svg>`,
  )
}

/** The layer on checkerboard with a thin frame. */
async function sheet(layer: Buffer, width: number): Promise<Buffer> {
  const fitted = await sharp(layer).resize(width, sheetHeight).png().toBuffer()
  const frame = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${sheetHeight}"><rect x=".5" y=".5" width="${width - 1}" height="${sheetHeight - 1}" fill="none" stroke="#8a9099"/></svg>`
  return sharp(checkerboard(width, sheetHeight))
    .composite([{ input: fitted }, { input: Buffer.from(frame) }])
    .png()
    .toBuffer()
}

async function tilted(flat: Buffer): Promise<Buffer> {
  return sharp(flat)
    .affine([squeeze, 0, -rise * squeeze, 1], { background: { r: 0, g: 0, b: 0, alpha: 0 }, interpolator: 'bicubic' })
    .png()
    .toBuffer()
}

function caption(text: string, width: number): Buffer {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${captionHeight}"><text x="0" y="26" font-family="Inter, Helvetica, Arial, sans-serif" font-size="17" fill="#5b6470">${safe}</text></svg>`,
  )
}

async function draw(): Promise<void> {
  const { result, files } = await layersOf(example)
  const width = Math.round((result.width / result.height) * sheetHeight)
  const sheets: Buffer[] = []
  for (const file of files) sheets.push(await tilted(await sheet(file, width)))
  const { width: tiltedWidth = 0, height: tiltedHeight = 0 } = await sharp(sheets[0]).metadata()
  const advance = Math.round(tiltedWidth * step)
  const left = margin + width + 2 * margin
  const canvas = {
    width: left + advance * (sheets.length - 1) + tiltedWidth + margin,
    height: tiltedHeight + captionHeight + 2 * margin,
  }
  const flat = await sharp(example).resize(width, sheetHeight).png().toBuffer()
  const flatTop = margin + Math.round((tiltedHeight - sheetHeight) / 2)
  const pieces = [
    { input: flat, left: margin, top: flatTop },
    { input: caption('one flat picture', width), left: margin, top: flatTop + sheetHeight },
    ...sheets.flatMap((input, index) => [
      { input, left: left + advance * index, top: margin },
      {
        input: caption(fitText(result.layers[index].name, Math.floor(advance / characterWidth)), advance),
        left: left + advance * index,
        top: margin + tiltedHeight,
      },
    ]),
  ]
  const image = await sharp({ create: { ...canvas, channels: 4, background: '#f6f7f9' } })
    .composite(pieces)
    .webp({ quality: 88 })
    .toBuffer()
  await mkdir(join(root, 'docs/images'), { recursive: true })
  await writeFile(target, image)
  console.log(`${target}  ${canvas.width} × ${canvas.height}  ${Math.ceil(image.length / 1024)} KiB`)
}

if (await prepareOrExplain()) await draw()
else process.exitCode = 1
