/** What the scenes need ready: examples that are taken apart already, and files that were opened lately. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { RecentFiles } from '../../src/main/services/editor/recent-files.ts'
import { openServices } from '../../src/main/services/services.ts'

export const example = (file: string) => fileURLToPath(new URL(`../../examples/${file}`, import.meta.url))

export interface Props {
  /** Projects of the examples, by their names. */
  coffee: string
  poster: string
  /** A file that is no picture. */
  broken: string
}

/** Makes them in the folder that is the program's home. */
export async function makeProps(home: string): Promise<Props> {
  const folder = join(home, 'Pictures')
  await mkdir(folder, { recursive: true })
  const services = openServices()
  const takeApart = async (file: string, name: string) => {
    console.error(`Taking ${file} apart…`)
    const job = services.splitPicture({ picture: example(file), output: folder, formats: ['lproj'], options: {} })
    const outcome = await job.outcome
    if (outcome.status !== 'done') throw job.cause() ?? new Error(`${file} was not taken apart.`)
    const project = join(folder, `${name}.lproj`)
    await copyFile(outcome.result.files[0], project)
    return project
  }
  try {
    const coffee = await takeApart('coffee.jpg', 'coffee')
    const poster = await takeApart('summer-sale.png', 'summer-sale')
    const broken = join(folder, 'invoice.png')
    await writeFile(broken, 'no picture')
    await listRecent(home, folder)
    return { coffee, poster, broken }
  } finally {
    await services.close()
  }
}

async function listRecent(home: string, folder: string): Promise<void> {
  const recent = new RecentFiles(join(home, 'recent'))
  for (const file of ['open-studio.png', 'lake.jpg', 'night-market.png', 'summer-sale.png', 'coffee.jpg']) {
    const place = join(folder, file)
    await copyFile(example(file), place)
    const small = await sharp(await readFile(place))
      .resize(512, 512, { fit: 'inside' })
      .png()
      .toBuffer()
    await recent.add(place, new Date(), small)
  }
}
