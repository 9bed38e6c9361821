/** Draws the example pictures: `node examples/render.ts [FOLDER]`. The same versions of Node and sharp give the same files. */
import { join } from 'node:path'
import sharp from 'sharp'
import type { Scene } from './drawing.ts'
import { coffee } from './scenes/coffee.ts'
import { lake } from './scenes/lake.ts'
import { nightMarket } from './scenes/night-market.ts'
import { openStudio } from './scenes/open-studio.ts'
import { summerSale } from './scenes/summer-sale.ts'

const scenes: readonly Scene[] = [summerSale, coffee, nightMarket, openStudio, lake]
const folder = process.argv[2] ?? import.meta.dirname

for (const scene of scenes) {
  const { width, height, data } = await scene.draw()
  const picture = sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha()
  const file = join(folder, scene.file)
  const { size } = scene.file.endsWith('.jpg')
    ? await picture.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toFile(file)
    : await picture.png({ compressionLevel: 9 }).toFile(file)
  console.log(`${scene.file}  ${width} × ${height}  ${Math.ceil(size / 1024)} KiB`)
}
