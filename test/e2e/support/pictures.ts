/** Pictures of our own: a poster that is taken apart in a moment, and smaller things to add to it. */
import sharp from 'sharp'
import { drawOver, flatGround, words } from '../../../examples/drawing.ts'

/** The poster's size, and where its things are: plain colours on an even ground, so no network is needed but for the text. */
export const poster = {
  width: 720,
  height: 540,
  /** The disc with a star on it. */
  disc: { x: 190, y: 330 },
  card: { x: 455, y: 305 },
  /** A spot of bare ground. */
  ground: { x: 40, y: 40 },
}

const navy = '#16324f'

function star(x: number, y: number, radius: number, fill: string): string {
  const points = Array.from({ length: 10 }, (_, index) => {
    const reach = index % 2 ? radius * 0.45 : radius
    const angle = (index * Math.PI) / 5 - Math.PI / 2
    return `${(x + reach * Math.cos(angle)).toFixed(1)},${(y + reach * Math.sin(angle)).toFixed(1)}`
  })
  return `<polygon points="${points.join(' ')}" fill="${fill}"/>`
}

/** Writes the poster as PNG. */
export async function drawPoster(file: string): Promise<void> {
  const { width, height, disc } = poster
  const body = [
    `<circle cx="${disc.x}" cy="${disc.y}" r="120" fill="${navy}"/>`,
    star(disc.x, disc.y, 70, '#fff6e6'),
    `<rect x="380" y="250" width="150" height="110" rx="12" fill="#f4604c"/>`,
    `<path d="M600 300 L690 480 L510 480 Z" fill="#1c7a5b"/>`,
    words('anton', 'SALE', 360, 170, 150, navy, 'middle'),
  ]
  const { data } = await drawOver(flatGround(width, height, [246, 214, 150]), body.join(''))
  await sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .png()
    .toFile(file)
}

/** A small picture with a clear ground, as PNG bytes. */
export async function drawBadge(size = 96): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}">${star(size / 2, size / 2, size / 2, '#7b2d8b')}</svg>`
  return sharp(Buffer.from(svg)).png().toBuffer()
}
