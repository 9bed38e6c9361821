/**
 * `node scripts/readme-images.ts [PICTURE]`: draws docs/images/layers.webp, the picture of README: an example, and beside
 * it the layers that Lamina finds in it, each on a checkerboard of its own, from the bottom to the top.
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
const example = process.argv[2] ?? join(root, 'examples/summer-sale.png')
const target = join(root, 'docs/images/layers.webp')

const margin = 32
const captionHeight = 40
/** Height of the flat picture; the layers stand beside it in two rows. */
const flatHeight = 760
const rows = 2
const square = 12
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
      `<path d="M0 0h${2 * square}v${2 * square}H0z" fill="#d3d7dd"/><path d="M0 0h${square}v${square}H0zM${square} ${square}h${square}v${square}h-${square}z" fill="#bcc2ca"/>` +
      `</pattern></defs><rect width="100%" height="100%" fill="url(#p)"/></svg>`,
  )
}

/** The layer on checkerboard with a thin frame. */
async function sheet(layer: Buffer, width: number, height: number): Promise<Buffer> {
  const fitted = await sharp(layer).resize(width, height).png().toBuffer()
  const frame = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" fill="none" stroke="#8a9099"/></svg>`
  return sharp(checkerboard(width, height))
    .composite([{ input: fitted }, { input: Buffer.from(frame) }])
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
  const aspect = result.width / result.height
  const columns = Math.ceil(files.length / rows)
  const flatWidth = Math.round(flatHeight * aspect)
  const height = Math.round((flatHeight - (rows - 1) * (captionHeight + margin / 2)) / rows)
  const width = Math.round(height * aspect)
  const pieces = [
    { input: await sharp(example).resize(flatWidth, flatHeight).png().toBuffer(), left: margin, top: margin },
    { input: caption('one flat picture', flatWidth), left: margin, top: margin + flatHeight },
  ]
  for (const [index, file] of files.entries()) {
    const left = flatWidth + 3 * margin + (index % columns) * (width + margin / 2)
    const top = margin + Math.floor(index / columns) * (height + captionHeight + margin / 2)
    const name = fitText(result.layers[index].name, Math.floor(width / characterWidth))
    pieces.push({ input: await sheet(file, width, height), left, top })
    pieces.push({ input: caption(name, width), left, top: top + height })
  }
  const canvas = {
    width: flatWidth + 4 * margin + columns * width + ((columns - 1) * margin) / 2,
    height: flatHeight + captionHeight + 2 * margin,
  }
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
