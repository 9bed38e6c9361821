/** A product seen from above on a wooden table: texture, soft shadows, shading. */
import { drawOver, fractalNoise, noise, paint, random, words, type Picture, type Scene } from '../drawing.ts'

const size = 1280
const plank = 214

function table(): Picture {
  return paint(size, size, (x, y) => {
    const board = Math.floor((y + 40) / plank)
    const across = ((y + 40) % plank) / plank
    const shift = board * 517.3
    const bend = 26 * fractalNoise((x + shift) / 520, y / 190, 3, 11)
    const rings = 0.5 + 0.5 * Math.sin((y + bend * 5 + shift) / 7.5)
    const fibre = fractalNoise((x + shift) / 90, y / 2.6, 3, 23)
    const cloud = fractalNoise((x + shift) / 330, y / 120, 3, 37)
    const tone =
      0.86 + 0.16 * (noise(board * 3.1, 0.5, 5) - 0.5) + 0.16 * (cloud - 0.5) + 0.05 * rings + 0.2 * (fibre - 0.5)
    const seam = Math.min(across, 1 - across) * plank
    const groove = seam < 2.2 ? 0.42 + 0.22 * seam : 1
    // Light comes from the top left.
    const light = 1.16 - 0.38 * ((x + y) / (2 * size))
    const level = tone * groove * light
    return [128 * level, 88 * level, 60 * level]
  })
}

const cup = { x: 956, y: 516 }
const bag = { x: 190, y: 372, width: 470, height: 720 }
const bagOutline = `M${bag.x + 14} ${bag.y} L${bag.x + bag.width - 14} ${bag.y} L${bag.x + bag.width - 10} ${bag.y + 96}
  C${bag.x + bag.width + 16} ${bag.y + 250} ${bag.x + bag.width + 16} ${bag.y + 520} ${bag.x + bag.width - 6} ${bag.y + bag.height - 14}
  Q${bag.x + bag.width / 2} ${bag.y + bag.height + 22} ${bag.x + 6} ${bag.y + bag.height - 14}
  C${bag.x - 16} ${bag.y + 520} ${bag.x - 16} ${bag.y + 250} ${bag.x + 10} ${bag.y + 96} Z`

interface Bean {
  x: number
  y: number
  angle: number
  length: number
}

/** Loose beans, thicker around one point, none on the bag or the cup, none on each other. */
function scatterBeans(): Bean[] {
  const next = random(20)
  const beans: Bean[] = []
  while (beans.length < 34) {
    const spread = next() ** 0.7 * 300
    const direction = next() * 2 * Math.PI
    const bean = {
      x: 960 + spread * 1.15 * Math.cos(direction),
      y: 1000 + spread * 0.8 * Math.sin(direction),
      angle: next() * 360,
      length: 25 + next() * 6,
    }
    const free = beans.every((other) => Math.hypot(other.x - bean.x, other.y - bean.y) > 50)
    const onTable = bean.x > 730 && bean.x < size - 40 && bean.y < size - 40
    if (free && onTable && Math.hypot(bean.x - cup.x, bean.y - cup.y) > 290) beans.push(bean)
  }
  return beans
}

const beans = scatterBeans()

function drawBean({ x, y, angle, length }: Bean): string {
  return `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${angle.toFixed(0)})">
    <ellipse rx="${length}" ry="${length * 0.68}" fill="url(#bean)"/>
    <path d="M${-length * 0.92} 1 C${-length * 0.4} ${-length * 0.24} ${length * 0.4} ${length * 0.24} ${length * 0.92} -1"
      fill="none" stroke="#2a150b" stroke-width="3.4" stroke-linecap="round"/>
    <ellipse cx="${-length * 0.2}" cy="${-length * 0.38}" rx="${length * 0.42}" ry="${length * 0.11}" fill="#c08a61" opacity="0.5"/>
  </g>`
}

function sprig(): string {
  const leaves = Array.from({ length: 11 }, (_, index) => {
    const t = index / 10
    const x = 30 + 330 * t
    const y = 60 * Math.sin(t * 2.2) - 10
    const length = 92 - 34 * t
    const side = index % 2 ? 1 : -1
    const fill = index % 3 === 0 ? '#7d9a86' : index % 3 === 1 ? '#5f8270' : '#8fae98'
    const blade = `M0 0 C${length * 0.2} ${-length * 0.42} ${length * 0.8} ${-length * 0.42} ${length} 0 C${length * 0.8} ${length * 0.36} ${length * 0.2} ${length * 0.36} 0 0 Z`
    return `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${side * 58 + 8})"><path d="${blade}" fill="${fill}"/>
      <path d="M0 0 L${length * 0.9} 0" stroke="#4c6a59" stroke-width="1.6"/></g>`
  }).join('')
  return `<path d="M0 -14 Q170 62 390 34" fill="none" stroke="#5a6d4b" stroke-width="6" stroke-linecap="round"/>${leaves}`
}

const sprigPlace = 'translate(700 1118) rotate(6)'

const gradients = `<defs>
  <radialGradient id="bean" cx="0.38" cy="0.3" r="0.8"><stop offset="0" stop-color="#8b5733"/><stop offset="1" stop-color="#472412"/></radialGradient>
  <radialGradient id="saucer" cx="0.42" cy="0.4" r="0.62"><stop offset="0.55" stop-color="#e9e2d6"/><stop offset="0.72" stop-color="#fbf7f0"/><stop offset="1" stop-color="#d9cfc0"/></radialGradient>
  <radialGradient id="china" cx="0.4" cy="0.38" r="0.66"><stop offset="0.7" stop-color="#fffdf9"/><stop offset="1" stop-color="#d8cfc2"/></radialGradient>
  <radialGradient id="crema" cx="0.46" cy="0.44" r="0.56"><stop offset="0" stop-color="#5a2f16"/><stop offset="0.72" stop-color="#6d3b1b"/><stop offset="0.9" stop-color="#a9703c"/><stop offset="1" stop-color="#7b4723"/></radialGradient>
  <linearGradient id="paper" x1="0" x2="1"><stop offset="0" stop-color="#161b22"/><stop offset="0.14" stop-color="#303a46"/><stop offset="0.5" stop-color="#28313c"/><stop offset="0.88" stop-color="#2c3641"/><stop offset="1" stop-color="#12161c"/></linearGradient>
  <linearGradient id="label" x1="0" x2="1"><stop offset="0" stop-color="#e9dcc4"/><stop offset="0.3" stop-color="#f8efdd"/><stop offset="1" stop-color="#e3d4b8"/></linearGradient>
</defs>`

function drawBag(): string {
  const middle = bag.x + bag.width / 2
  const label = { x: bag.x + 62, y: bag.y + 210, width: bag.width - 124, height: 372 }
  return `<path d="${bagOutline}" fill="url(#paper)"/>
    <rect x="${bag.x + 13}" y="${bag.y}" width="${bag.width - 26}" height="66" fill="#1b2129"/>
    ${[18, 32, 46].map((y) => `<rect x="${bag.x + 13}" y="${bag.y + y}" width="${bag.width - 26}" height="3" fill="#39444f"/>`).join('')}
    <circle cx="${middle}" cy="${bag.y + 132}" r="21" fill="#1d242c"/><circle cx="${middle}" cy="${bag.y + 132}" r="13" fill="#3a4652"/>
    <rect x="${label.x}" y="${label.y}" width="${label.width}" height="${label.height}" rx="10" fill="url(#label)"/>
    <circle cx="${middle}" cy="${label.y + 104}" r="62" fill="#e0704a"/>
    <path d="M${middle - 62} ${label.y + 106} L${middle - 22} ${label.y + 72} L${middle + 4} ${label.y + 96} L${middle + 30} ${label.y + 66} L${middle + 62} ${label.y + 104} A62 62 0 0 1 ${middle - 62} ${label.y + 106} Z" fill="#23404a"/>
    ${words('serif', 'Morning Roast', middle, label.y + 236, 48, '#2b2119', 'middle')}
    <rect x="${middle - 34}" y="${label.y + 262}" width="68" height="4" fill="#e0704a"/>
    ${words('medium', 'Single origin, Huila', middle, label.y + 302, 25, '#5a4a3a', 'middle')}
    ${words('medium', '250 g whole beans', middle, label.y + 338, 21, '#7b6a58', 'middle')}
    <path d="M${bag.x + 40} ${bag.y + 90} C${bag.x + 20} ${bag.y + 260} ${bag.x + 24} ${bag.y + 480} ${bag.x + 40} ${bag.y + 690}" fill="none" stroke="#8c9aa8" stroke-opacity="0.28" stroke-width="12" stroke-linecap="round"/>`
}

function drawCup(): string {
  const { x, y } = cup
  return `<path d="M${x + 96} ${y - 104} Q${x + 226} ${y - 196} ${x + 212} ${y - 128} Q${x + 196} ${y - 76} ${x + 122} ${y - 62} Z" fill="#f6f1e8"/>
    <path d="M${x + 128} ${y - 104} Q${x + 192} ${y - 154} ${x + 186} ${y - 122} Q${x + 174} ${y - 96} ${x + 132} ${y - 84} Z" fill="#cdc3b4"/>
    <circle cx="${x}" cy="${y}" r="146" fill="url(#china)"/>
    <circle cx="${x}" cy="${y}" r="128" fill="#c9bdab"/>
    <circle cx="${x + 3}" cy="${y + 4}" r="122" fill="url(#crema)"/>
    <path d="M${x - 84} ${y - 42} A98 98 0 0 1 ${x - 18} ${y - 92}" fill="none" stroke="#f3d9b4" stroke-opacity="0.55" stroke-width="9" stroke-linecap="round"/>`
}

export const coffee: Scene = {
  file: 'coffee.jpg',
  async draw() {
    const wide = `<g fill="#140a04" opacity="0.55"><path d="${bagOutline}" transform="translate(30 38)"/>
      <circle cx="${cup.x + 34}" cy="${cup.y + 42}" r="228"/></g>`
    const close = `<g fill="#140a04"><g opacity="0.6">${beans
      .map(({ x, y, length }) => `<ellipse cx="${x + 8}" cy="${y + 10}" rx="${length}" ry="${length * 0.82}"/>`)
      .join(
        '',
      )}</g><g opacity="0.5" transform="translate(10 13)"><g transform="${sprigPlace}">${sprig().replace(/(fill|stroke)="#[0-9a-f]+"/g, '$1="#140a04"')}</g></g></g>`
    const saucer = `<circle cx="${cup.x}" cy="${cup.y}" r="232" fill="url(#saucer)"/>`
    const cupShadow = `<circle cx="${cup.x + 18}" cy="${cup.y + 22}" r="146" fill="#3a2a1c" opacity="0.5"/>`
    const type = `${words('serif', 'Slow mornings', 92, 190, 124, '#fff3df')}
      ${words('hand', 'freshly roasted', 100, 276, 62, '#f3b487')}`
    const things = `${beans.map(drawBean).join('')}<g transform="${sprigPlace}">${sprig()}</g>${drawBag()}`
    let picture = await drawOver(table(), wide, 24)
    picture = await drawOver(picture, close, 7)
    picture = await drawOver(picture, `${gradients}${things}${saucer}`)
    picture = await drawOver(picture, cupShadow, 10)
    return drawOver(picture, `${gradients}${drawCup()}${type}`)
  },
}
