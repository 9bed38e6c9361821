/**
 * `npm run -s bench:illustrations -- OUT [COUNT]`: draws flat illustrations whose layers are known, in the format of
 * LayerBench: OUT/<case>/input.png, OUT/<case>/layers/00-….png, sorting from the bottom to the top, and OUT/<case>/case.json,
 * which says what the layers are. COUNT of each kind (2 if not said). The same case is the same picture on every machine.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { random } from '../examples/drawing.ts'

/** A layer's name and its SVG elements. */
interface DrawnLayer {
  name: string
  body: string
}

interface Illustration {
  width: number
  height: number
  layers: DrawnLayer[]
}

/** Random choices of one case. */
class Dice {
  readonly #next: () => number

  constructor(seed: number) {
    this.#next = random(seed)
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.#next()
  }

  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1))
  }

  /** A colour; hue in degrees, saturation and lightness in percent. */
  color(hue: number, saturation: number, lightness: number): string {
    const h = (hue + this.between(-8, 8) + 360) % 360
    return `hsl(${h.toFixed(0)},${(saturation + this.between(-6, 6)).toFixed(0)}%,${(lightness + this.between(-4, 4)).toFixed(0)}%)`
  }

  pick<T>(items: readonly T[]): T {
    return items[this.whole(0, items.length - 1)]
  }
}

const circle = (x: number, y: number, r: number, fill: string): string =>
  `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${r.toFixed(1)}" fill="${fill}"/>`

const ellipse = (x: number, y: number, rx: number, ry: number, fill: string): string =>
  `<ellipse cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" rx="${rx.toFixed(1)}" ry="${ry.toFixed(1)}" fill="${fill}"/>`

const rect = (x: number, y: number, w: number, h: number, fill: string, round = 0): string =>
  `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${w.toFixed(1)}" height="${h.toFixed(1)}" rx="${round}" fill="${fill}"/>`

const polygon = (points: readonly (readonly [number, number])[], fill: string): string =>
  `<polygon points="${points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}" fill="${fill}"/>`

/** A ground below a wavy line. */
function hill(dice: Dice, width: number, height: number, y: number, rise: number, fill: string): string {
  const length = dice.between(0.6, 1.6) * width
  const phase = dice.between(0, 6.28)
  const at = (x: number): string => (y + rise * Math.sin((x / length) * 6.28 + phase)).toFixed(1)
  let path = `M0 ${height}`
  for (let x = 0; x < width; x += 8) path += ` L${x} ${at(x)}`
  path += ` L${width} ${at(width)}`
  return `<path d="${path} L${width} ${height} Z" fill="${fill}"/>`
}

function tree(dice: Dice, x: number, foot: number, size: number): string {
  const trunk = dice.color(25, 40, 30)
  const leaf = dice.color(130, 45, 35)
  const shade = dice.color(140, 50, 27)
  const stem = rect(x - size * 0.06, foot - size * 0.5, size * 0.12, size * 0.5, trunk)
  if (dice.between(0, 1) < 0.5) {
    const tier = (top: number, half: number, fill: string): string =>
      polygon(
        [
          [x, foot - size * top],
          [x + size * half, foot - size * (top - 0.4)],
          [x - size * half, foot - size * (top - 0.4)],
        ],
        fill,
      )
    return stem + tier(0.75, 0.36, shade) + tier(1, 0.3, leaf) + tier(1.2, 0.22, shade)
  }
  return (
    stem +
    circle(x - size * 0.15, foot - size * 0.65, size * 0.25, shade) +
    circle(x + size * 0.08, foot - size * 0.8, size * 0.3, leaf)
  )
}

function house(dice: Dice, x: number, foot: number, size: number): string {
  const wall = dice.color(dice.pick([20, 45, 200, 340]), 55, 75)
  const roof = dice.color(10, 55, 40)
  const dark = dice.color(220, 30, 25)
  const [w, h] = [size, size * dice.between(0.6, 0.8)]
  return (
    rect(x, foot - h, w, h, wall) +
    polygon(
      [
        [x - w * 0.1, foot - h],
        [x + w / 2, foot - h - w * 0.5],
        [x + w * 1.1, foot - h],
      ],
      roof,
    ) +
    rect(x + w * 0.15, foot - h * 0.75, w * 0.22, h * 0.3, dark) +
    rect(x + w * 0.6, foot - h * 0.6, w * 0.24, h * 0.6, roof)
  )
}

function landscape(dice: Dice): Illustration {
  const [width, height] = [1000, 720]
  const horizon = dice.between(0.42, 0.55) * height
  const layers: DrawnLayer[] = [
    { name: 'sky', body: rect(0, 0, width, height, dice.color(dice.pick([30, 200, 280]), 60, 82)) },
  ]
  const sun = { x: dice.between(0.2, 0.8) * width, y: horizon - dice.between(-20, 60), r: dice.between(80, 130) }
  layers.push({ name: 'sun', body: circle(sun.x, sun.y, sun.r, dice.color(40, 90, 60)) })
  const greens = [dice.color(150, 35, 55), dice.color(140, 40, 45), dice.color(130, 45, 36)]
  for (const [k, fill] of greens.entries()) {
    layers.push({
      name: `hill ${k + 1}`,
      body: hill(dice, width, height, horizon + k * dice.between(75, 95), 22, fill),
    })
  }
  const foot = horizon + 235
  layers.push({ name: 'house', body: house(dice, dice.between(120, 260), foot, dice.between(110, 150)) })
  layers.push({ name: 'tree', body: tree(dice, dice.between(480, 560), foot + 30, dice.between(200, 260)) })
  layers.push({ name: 'tree 2', body: tree(dice, dice.between(760, 860), foot + 10, dice.between(150, 210)) })
  return { width, height, layers }
}

function city(dice: Dice): Illustration {
  const [width, height] = [900, 900]
  const shore = 640
  const layers: DrawnLayer[] = [{ name: 'sky', body: rect(0, 0, width, height, dice.color(240, 40, 22)) }]
  layers.push({
    name: 'moon',
    body: circle(dice.between(150, 700), dice.between(180, 300), dice.between(90, 130), dice.color(50, 80, 80)),
  })
  const towers: string[] = []
  for (let x = -20; x < width;) {
    const w = dice.between(90, 150)
    const h = dice.between(160, 420)
    const fill = dice.color(250, 30, dice.pick([34, 40, 46]))
    let body = rect(x, shore - h, w, h + 20, fill)
    for (let wy = shore - h + 24; wy < shore - 40; wy += 44) {
      for (let wx = x + 18; wx + 18 < x + w - 8; wx += 34)
        if (dice.between(0, 1) < 0.6) body += rect(wx, wy, 16, 22, '#ffd98a')
    }
    towers.push(body)
    x += w
  }
  layers.push({ name: 'houses', body: towers.join('') })
  layers.push({ name: 'water', body: hill(dice, width, height, shore, 6, dice.color(215, 50, 35)) })
  const [x, y] = [dice.between(250, 550), shore + dice.between(90, 130)]
  const boat =
    rect(x - 4, y - 190, 8, 200, '#3a2a24') +
    polygon(
      [
        [x + 4, y - 185],
        [x + 4, y - 20],
        [x + 95, y - 20],
      ],
      dice.color(355, 70, 58),
    ) +
    polygon(
      [
        [x - 110, y],
        [x + 120, y],
        [x + 85, y + 52],
        [x - 80, y + 52],
      ],
      '#f4efe2',
    )
  layers.push({ name: 'boat', body: boat })
  return { width, height, layers }
}

function table(dice: Dice): Illustration {
  const [width, height] = [960, 800]
  const edge = dice.between(500, 560)
  const layers: DrawnLayer[] = [
    { name: 'wall', body: rect(0, 0, width, height, dice.color(dice.pick([45, 160, 330]), 40, 85)) },
    {
      name: 'picture',
      body:
        rect(120, 80, 260, 300, dice.color(20, 40, 40)) +
        rect(140, 100, 220, 260, '#fbf7ee') +
        circle(250, 210, 60, dice.color(10, 70, 60)),
    },
    { name: 'table', body: rect(0, edge, width, height - edge, dice.color(28, 45, 50)) },
  ]
  const bottle = { x: dice.between(480, 560), w: dice.between(90, 110), foot: edge + 120 }
  const glass = dice.color(150, 45, 32)
  layers.push({
    name: 'bottle',
    body:
      rect(bottle.x, bottle.foot - 300, bottle.w, 300, glass, 18) +
      rect(bottle.x + bottle.w * 0.32, bottle.foot - 420, bottle.w * 0.36, 140, glass) +
      rect(bottle.x + bottle.w * 0.28, bottle.foot - 440, bottle.w * 0.44, 34, dice.color(35, 60, 55)) +
      rect(bottle.x, bottle.foot - 210, bottle.w, 110, '#fff4dc'),
  })
  const apple = { x: bottle.x + bottle.w + dice.between(10, 40), y: bottle.foot - 20, r: dice.between(62, 78) }
  layers.push({
    name: 'apple',
    body:
      circle(apple.x, apple.y, apple.r, dice.color(355, 70, 50)) +
      rect(apple.x - 4, apple.y - apple.r - 26, 8, 36, '#4a3020'),
  })
  const bowl = { x: dice.between(200, 280), y: edge + 60 }
  const fruit = [0, 1, 2]
    .map((k) => circle(bowl.x - 70 + k * 70, bowl.y - 24, 48, dice.color(35, 85, 58 - 5 * k)))
    .join('')
  layers.push({
    name: 'bowl',
    body: `${fruit}<path d="M${bowl.x - 150} ${bowl.y} H${bowl.x + 150} C${bowl.x + 140} ${bowl.y + 90} ${bowl.x + 70} ${bowl.y + 110} ${bowl.x} ${bowl.y + 110} C${bowl.x - 70} ${bowl.y + 110} ${bowl.x - 140} ${bowl.y + 90} ${bowl.x - 150} ${bowl.y} Z" fill="${dice.color(210, 50, 45)}"/>`,
  })
  return { width, height, layers }
}

function person(dice: Dice, x: number, foot: number, size: number): string {
  const skin = dice.color(25, 50, dice.pick([45, 65, 78]))
  const hair = dice.color(20, 40, 20)
  const shirt = dice.color(dice.pick([0, 45, 190, 280]), 60, 52)
  const trousers = dice.color(220, 35, 28)
  return (
    rect(x - size * 0.16, foot - size * 0.42, size * 0.13, size * 0.42, trousers) +
    rect(x + size * 0.03, foot - size * 0.42, size * 0.13, size * 0.42, trousers) +
    circle(x, foot - size * 0.86, size * 0.15, hair) +
    rect(x - size * 0.05, foot - size * 0.76, size * 0.1, size * 0.12, skin) +
    rect(x - size * 0.2, foot - size * 0.7, size * 0.4, size * 0.34, shirt, 14) +
    rect(x - size * 0.29, foot - size * 0.68, size * 0.1, size * 0.3, shirt, 8) +
    circle(x - size * 0.24, foot - size * 0.37, size * 0.05, skin) +
    rect(x + size * 0.19, foot - size * 0.68, size * 0.1, size * 0.3, shirt, 8) +
    circle(x + size * 0.24, foot - size * 0.37, size * 0.05, skin) +
    ellipse(x, foot - size * 0.83, size * 0.11, size * 0.125, skin) +
    circle(x - size * 0.04, foot - size * 0.84, size * 0.013, '#222') +
    circle(x + size * 0.04, foot - size * 0.84, size * 0.013, '#222')
  )
}

function park(dice: Dice): Illustration {
  const [width, height] = [1100, 760]
  const lawn = dice.between(470, 520)
  const layers: DrawnLayer[] = [
    { name: 'sky', body: rect(0, 0, width, height, dice.color(200, 60, 84)) },
    { name: 'trees', body: hill(dice, width, height, lawn - 110, 26, dice.color(160, 35, 45)) },
    { name: 'lawn', body: hill(dice, width, height, lawn, 10, dice.color(110, 45, 55)) },
  ]
  const kite = { x: dice.between(640, 760), y: dice.between(110, 160) }
  layers.push({
    name: 'kite',
    body:
      polygon(
        [
          [kite.x, kite.y - 80],
          [kite.x + 60, kite.y],
          [kite.x, kite.y + 80],
          [kite.x - 60, kite.y],
        ],
        dice.color(350, 70, 58),
      ) +
      polygon(
        [
          [kite.x, kite.y - 80],
          [kite.x + 60, kite.y],
          [kite.x, kite.y],
        ],
        dice.color(45, 85, 62),
      ),
  })
  layers.push({ name: 'person', body: person(dice, dice.between(240, 320), 690, 380) })
  layers.push({ name: 'ball', body: circle(dice.between(470, 540), 660, 46, '#ffffff') + '' })
  layers.push({ name: 'tree', body: tree(dice, dice.between(860, 940), 650, 420) })
  return { width, height, layers }
}

function cards(dice: Dice): Illustration {
  const [width, height] = [1080, 1080]
  const split = dice.between(620, 720)
  const layers: DrawnLayer[] = [
    { name: 'wall', body: rect(0, 0, width, height, dice.color(dice.pick([10, 180, 260]), 55, 72)) },
    { name: 'floor', body: rect(0, split, width, height - split, dice.color(dice.pick([10, 180, 260]), 45, 42)) },
    {
      name: 'disc',
      body: circle(dice.between(600, 720), dice.between(360, 440), dice.between(220, 260), dice.color(48, 90, 62)),
    },
    { name: 'card', body: rect(dice.between(160, 220), dice.between(260, 330), 420, 560, '#fffaf0', 0) },
  ]
  const arch = { x: dice.between(640, 700), w: 220, top: dice.between(430, 480) }
  layers.push({
    name: 'arch',
    body: `<path d="M${arch.x} 900 V${arch.top + arch.w / 2} A${arch.w / 2} ${arch.w / 2} 0 0 1 ${arch.x + arch.w} ${arch.top + arch.w / 2} V900 Z" fill="${dice.color(340, 50, 45)}"/>`,
  })
  const pot = { x: dice.between(420, 480), foot: 940 }
  const leaf = dice.color(140, 40, 38)
  const leaves = [-50, -20, 10, 40]
    .map(
      (angle) =>
        `<ellipse cx="0" cy="-110" rx="34" ry="110" fill="${leaf}" transform="translate(${pot.x} ${pot.foot - 120}) rotate(${angle})"/>`,
    )
    .join('')
  layers.push({
    name: 'plant',
    body:
      leaves +
      polygon(
        [
          [pot.x - 80, pot.foot - 130],
          [pot.x + 80, pot.foot - 130],
          [pot.x + 55, pot.foot],
          [pot.x - 55, pot.foot],
        ],
        dice.color(18, 60, 52),
      ),
  })
  return { width, height, layers }
}

const kinds = { landscape, city, table, park, cards }

async function render({ width, height }: Illustration, body: string): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`
  return sharp(Buffer.from(svg)).ensureAlpha().png().toBuffer()
}

async function write(output: string, name: string, illustration: Illustration): Promise<void> {
  const folder = join(output, name)
  await mkdir(join(folder, 'layers'), { recursive: true })
  const layers = await Promise.all(illustration.layers.map((layer) => render(illustration, layer.body)))
  const [bottom, ...above] = layers
  const input = await sharp(bottom)
    .composite(above.map((layer) => ({ input: layer })))
    .removeAlpha()
    .png()
    .toBuffer()
  await writeFile(join(folder, 'input.png'), input)
  const { width, height } = illustration
  const facts = { kind: name.split('-')[0], width, height, layers: illustration.layers.map((layer) => layer.name) }
  await writeFile(join(folder, 'case.json'), `${JSON.stringify(facts, null, 1)}\n`)
  for (const [k, layer] of layers.entries()) {
    const file = `${String(k).padStart(2, '0')}-${illustration.layers[k].name.replaceAll(' ', '-')}.png`
    await writeFile(join(folder, 'layers', file), layer)
  }
}

const [output, count = '2', ...rest] = process.argv.slice(2)
if (output === undefined || rest.length > 0 || !/^\d+$/.test(count)) {
  console.error('Usage: npm run -s bench:illustrations -- OUT [COUNT]')
  process.exitCode = 2
} else {
  for (const [k, [kind, draw]] of Object.entries(kinds).entries()) {
    for (let n = 0; n < Number(count); n++) {
      await write(output, `${kind}-${String(n).padStart(3, '0')}`, draw(new Dice(1000 * (k + 1) + n)))
    }
  }
}
