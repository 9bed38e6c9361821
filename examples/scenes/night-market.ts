/** A crowded illustration: many small figures that cover each other, in front of stalls, houses and lanterns. */
import { drawOver, paint, random, words, type Scene } from '../drawing.ts'

const width = 1536
const height = 1024

const skins = ['#f2c9a5', '#d99c70', '#a96b45', '#7b4a2e', '#f6d7bd']
const hairs = ['#20161a', '#4a2b1f', '#8a5430', '#d8b073', '#6d2a2a', '#c9c4c0']
const coats = [
  '#e4572e',
  '#f2a541',
  '#3f88c5',
  '#44bba4',
  '#d1495b',
  '#f4e3c1',
  '#7d5ba6',
  '#2e5e4e',
  '#f08a8a',
  '#274690',
]

function pick<T>(list: readonly T[], next: () => number): T {
  return list[Math.floor(next() * list.length)]
}

function house(x: number, top: number, wide: number, fill: string, seed: number): string {
  const next = random(seed)
  let windows = ''
  for (let y = top + 40; y < 520; y += 64) {
    for (let at = x + 26; at + 34 < x + wide; at += 58) {
      const lit = next() < 0.55
      windows += `<rect x="${at}" y="${y}" width="32" height="42" rx="3" fill="${lit ? pick(['#ffd27a', '#ffb65c', '#ffe3a3'], next) : '#1b1a3d'}"/>`
    }
  }
  const roof = `<path d="M${x - 12} ${top} L${x + wide / 2} ${top - 52} L${x + wide + 12} ${top} Z" fill="#191636"/>`
  return `<rect x="${x}" y="${top}" width="${wide}" height="${640 - top}" fill="${fill}"/>${roof}${windows}`
}

function stall(x: number, wide: number, stripes: readonly [string, string], sign: string, seed: number): string {
  const next = random(seed)
  const count = 8
  const step = wide / count
  const awning = Array.from({ length: count }, (_, index) => {
    const left = x + index * step
    return `<path d="M${left + 8} 452 L${left + step + 8 * (index === count - 1 ? -1 : 1)} 452 L${left + step} 540 A${step / 2} 22 0 0 1 ${left} 540 Z" fill="${stripes[index % 2]}"/>`
  }).join('')
  let goods = ''
  for (let at = x + 26; at < x + wide - 30; at += 44) {
    const color = pick(['#f6c453', '#e86a4f', '#8fc1a9', '#f2e2c4', '#c75146'], next)
    goods += `<path d="M${at - 19} 664 A19 17 0 0 0 ${at + 19} 664 Z" fill="#f4ede0"/><ellipse cx="${at}" cy="663" rx="17" ry="8" fill="${color}"/>`
  }
  return `<rect x="${x + 12}" y="520" width="${wide - 24}" height="240" fill="#ffcf87"/>
    <rect x="${x + 12}" y="520" width="${wide - 24}" height="70" fill="#e8a052"/>
    ${[0.22, 0.5, 0.78].map((t) => `<path d="M${x + wide * t - 15} 612 L${x + wide * t - 20} 570 L${x + wide * t + 20} 570 L${x + wide * t + 15} 612 Z" fill="#a8433a"/>`).join('')}
    <rect x="${x}" y="672" width="${wide}" height="120" fill="#7a3f31"/><rect x="${x}" y="672" width="${wide}" height="16" fill="#a25a42"/>${goods}
    <rect x="${x + 6}" y="470" width="12" height="320" fill="#4b2626"/><rect x="${x + wide - 18}" y="470" width="12" height="320" fill="#4b2626"/>
    ${awning}
    <rect x="${x + wide / 2 - 98}" y="388" width="196" height="70" rx="10" fill="#fff1d0"/>
    <rect x="${x + wide / 2 - 90}" y="396" width="180" height="54" rx="6" fill="none" stroke="#c8402f" stroke-width="4"/>
    ${words('anton', sign, x + wide / 2, 440, 42, '#c8402f', 'middle')}`
}

/** A string of lanterns that hangs between two points. */
function lanterns(
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  sag: number,
  seed: number,
): { glow: string; lights: string } {
  const next = random(seed)
  const middle = { x: (x0 + x1) / 2, y: (y0 + y1) / 2 + sag * 2 }
  let glow = ''
  let lights = `<path d="M${x0} ${y0} Q${middle.x} ${middle.y} ${x1} ${y1}" fill="none" stroke="#0f0d26" stroke-width="4"/>`
  for (let t = 0.07; t < 0.98; t += 0.108) {
    const x = (1 - t) ** 2 * x0 + 2 * t * (1 - t) * middle.x + t * t * x1
    const y = (1 - t) ** 2 * y0 + 2 * t * (1 - t) * middle.y + t * t * y1
    const color = pick(['#ff6b4a', '#ffb347', '#ff8f6b', '#ffd166'], next)
    glow += `<circle cx="${x}" cy="${y + 30}" r="46" fill="${color}" opacity="0.55"/>`
    lights += `<rect x="${x - 8}" y="${y}" width="16" height="8" fill="#3a1d1d"/><ellipse cx="${x}" cy="${y + 30}" rx="27" ry="24" fill="${color}"/>
      <ellipse cx="${x}" cy="${y + 30}" rx="12" ry="24" fill="#fff0c2" opacity="0.5"/><rect x="${x - 8}" y="${y + 52}" width="16" height="7" fill="#3a1d1d"/>
      <path d="M${x} ${y + 59} L${x} ${y + 74}" stroke="#c8402f" stroke-width="4"/>`
  }
  return { glow, lights }
}

/** A person whose feet are at (x, y); `size` 1 is 270 pixels tall. */
function person(x: number, y: number, size: number, next: () => number): string {
  const skin = pick(skins, next)
  const hair = pick(hairs, next)
  const coat = pick(coats, next)
  const trousers = pick(['#22223b', '#3d2c2e', '#26413c', '#4a4e69'], next)
  const kind = next()
  const long = next() < 0.45
  const legs = `<rect x="-30" y="-92" width="25" height="88" rx="10" fill="${trousers}"/><rect x="5" y="-92" width="25" height="88" rx="10" fill="${trousers}"/>
    <ellipse cx="-20" cy="-3" rx="22" ry="9" fill="#17131f"/><ellipse cx="19" cy="-3" rx="22" ry="9" fill="#17131f"/>`
  const foot = long ? -46 : -84
  const body = `<path d="M-42 -166 Q-42 -200 0 -202 Q42 -200 42 -166 L${long ? 52 : 40} ${foot} Q0 ${foot + 12} ${long ? -52 : -40} ${foot} Z" fill="${coat}"/>`
  const arms = `<path d="M-38 -182 Q-66 -150 -54 -104" fill="none" stroke="${coat}" stroke-width="23" stroke-linecap="round"/><circle cx="-54" cy="-96" r="11" fill="${skin}"/>
    <path d="M38 -182 Q64 -150 40 -124" fill="none" stroke="${coat}" stroke-width="23" stroke-linecap="round"/><circle cx="36" cy="-120" r="11" fill="${skin}"/>`
  const head = `<rect x="-11" y="-216" width="22" height="24" fill="${skin}"/><circle cx="0" cy="-236" r="33" fill="${skin}"/>`
  const back = long ? `<path d="M-36 -240 Q-40 -182 -30 -176 L30 -176 Q40 -182 36 -240 Z" fill="${hair}"/>` : ''
  const top = `<path d="M-35 -232 A35 36 0 0 1 35 -232 Q18 -252 -4 -250 Q-24 -248 -35 -232 Z" fill="${hair}"/>`
  const hat = `<ellipse cx="0" cy="-252" rx="46" ry="11" fill="${trousers}"/><path d="M-30 -254 Q-30 -290 0 -290 Q30 -290 30 -254 Z" fill="${trousers}"/>`
  const face = `<circle cx="-11" cy="-234" r="3.6" fill="#241a1a"/><circle cx="11" cy="-234" r="3.6" fill="#241a1a"/><path d="M-8 -219 Q0 -213 8 -219" fill="none" stroke="#241a1a" stroke-width="3" stroke-linecap="round"/>`
  const scarf = `<path d="M-27 -208 Q0 -190 27 -208 L29 -192 Q0 -174 -29 -192 Z" fill="${pick(coats, next)}"/>`
  const bowl = `<path d="M14 -132 A24 20 0 0 0 62 -132 Z" fill="#fff4e0"/><path d="M22 -134 Q38 -144 54 -134" stroke="#f2a541" stroke-width="7" fill="none"/>`
  const bag = `<path d="M-70 -92 L-38 -92 L-34 -46 L-74 -46 Z" fill="#d9a566"/><path d="M-64 -92 Q-54 -112 -44 -92" fill="none" stroke="#8a5a34" stroke-width="4"/>`
  const turn = next() < 0.5 ? -1 : 1
  return `<g transform="translate(${x} ${y}) scale(${turn * size} ${size})">${back}${legs}${body}${arms}${head}${face}${top}
    ${kind < 0.3 ? hat : ''}${kind > 0.55 ? scarf : ''}${kind > 0.3 && kind < 0.6 ? bowl : ''}${kind > 0.75 ? bag : ''}</g>`
}

/** People in a row, evenly spread with a little disorder, those further back drawn first. */
function row(count: number, y: number, size: number, seed: number): string {
  const next = random(seed)
  const people = Array.from({ length: count }, (_, index) => ({
    x: ((index + 0.5) / count) * (width + 40) - 20 + (next() - 0.5) * 46,
    y: y + (next() - 0.5) * 26,
  }))
  people.sort((a, b) => a.y - b.y)
  return people.map((one) => person(Math.round(one.x), Math.round(one.y), size, next)).join('')
}

export const nightMarket: Scene = {
  file: 'night-market.png',
  async draw() {
    const sky = paint(width, height, (_, y) => {
      const t = Math.min(1, y / 640)
      return [28 + 62 * t, 24 + 26 * t, 66 + 34 * t]
    })
    const near = lanterns(-20, 66, 800, 150, 62, 5)
    const far = lanterns(740, 150, 1560, 50, 66, 9)
    const stars = Array.from({ length: 60 }, (_, index) => {
      const next = random(400 + index)
      return `<circle cx="${(next() * width).toFixed(0)}" cy="${(next() * 260).toFixed(0)}" r="${(1 + next() * 1.8).toFixed(1)}" fill="#f4ecd8"/>`
    }).join('')
    let picture = await drawOver(
      sky,
      `${stars}<circle cx="1380" cy="176" r="64" fill="#f7e8bf"/><circle cx="1358" cy="160" r="12" fill="#e8d5a2"/><circle cx="1400" cy="194" r="16" fill="#e8d5a2"/>
      ${house(20, 300, 210, '#3a2f63', 1)}${house(226, 230, 180, '#463568', 2)}${house(420, 330, 250, '#332a5c', 3)}${house(690, 262, 200, '#42336a', 4)}
      ${house(905, 316, 240, '#372d60', 6)}${house(1150, 250, 190, '#45366b', 7)}${house(1345, 310, 220, '#382e61', 8)}
      <path d="M0 640 L${width} 640 L${width} ${height} L0 ${height} Z" fill="#4a3358"/>`,
    )
    picture = await drawOver(
      picture,
      `${near.glow}${far.glow}<ellipse cx="768" cy="770" rx="760" ry="120" fill="#f2a165" opacity="0.5"/>`,
      22,
    )
    return drawOver(
      picture,
      `${stall(64, 390, ['#c8402f', '#fff1d8'], 'NOODLES', 3)}${stall(574, 390, ['#2a7f78', '#fff1d8'], 'TEA', 4)}${stall(1084, 390, ['#e08a2c', '#fff1d8'], 'BUNS', 5)}
      ${near.lights}${far.lights}
      <path d="M402 40 L1134 40 L1110 128 L1134 216 L402 216 L426 128 Z" fill="#c8402f"/><path d="M424 56 L1112 56 L1092 128 L1112 200 L424 200 L444 128 Z" fill="none" stroke="#ffd27a" stroke-width="5"/>
      ${words('anton', 'NIGHT MARKET', 768, 164, 112, '#fff1d0', 'middle')}
      ${row(9, 838, 0.8, 21)}${row(8, 930, 0.98, 35)}${row(7, 1062, 1.2, 48)}`,
    )
  },
}
