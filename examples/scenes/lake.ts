/** Like a photograph: haze between the ridges, a rippled mirror, a near branch out of focus, grain. */
import { drawOver, fractalNoise, paint, random, words, type Picture, type Scene } from '../drawing.ts'

const width = 1600
const height = 1067
const shore = 660

type Color = readonly [number, number, number]

const mix = (a: Color, b: Color, t: number): Color => [0, 1, 2].map((c) => a[c] + (b[c] - a[c]) * t) as unknown as Color
const step = (from: number, to: number, value: number) => {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)))
  return t * t * (3 - 2 * t)
}

function sky(x: number, y: number): Color {
  const clear = mix([96, 146, 196], [250, 220, 190], step(0, 520, y))
  const cloud = fractalNoise(x / 310, y / 95, 5, 71)
  const cover = step(0.52, 0.78, cloud) * (0.85 - 0.5 * step(250, 520, y))
  return mix(clear, [255, 244, 232], cover)
}

interface Ridge {
  base: number
  rise: number
  length: number
  seed: number
  rock: Color
  haze: number
  snow: number
}

const haze: Color = [214, 208, 214]
const ridges: readonly Ridge[] = [
  { base: 470, rise: 330, length: 420, seed: 4, rock: [96, 104, 130], haze: 0.52, snow: 330 },
  { base: 560, rise: 240, length: 300, seed: 9, rock: [74, 88, 98], haze: 0.3, snow: 0 },
  { base: 640, rise: 130, length: 170, seed: 15, rock: [46, 68, 60], haze: 0.08, snow: 0 },
]

/** Height of each ridge's line, for every column with room for the ripples. */
const lines = ridges.map(({ base, rise, length, seed }) =>
  Float64Array.from({ length: width + 200 }, (_, index) => {
    const shape = fractalNoise((index - 100) / length, 0.5, 6, seed)
    return base - rise * (shape - 0.28) * 1.7
  }),
)

/** What stands above the shore, at any position. */
function land(x: number, y: number): Color {
  const column = Math.min(width + 199, Math.max(0, Math.round(x) + 100))
  for (let index = ridges.length - 1; index >= 0; index--) {
    const { rock, haze: mist, snow, seed } = ridges[index]
    const below = y - lines[index][column]
    if (below < 0) continue
    const line = lines[index]
    const slope = line[Math.min(width + 199, column + 30)] - line[Math.max(0, column - 30)]
    const crag = fractalNoise(x / 40 + y / 70, y / 30 - x / 120, 5, seed + 40)
    const light = 0.84 + 0.7 * (crag - 0.5) + Math.min(0.16, Math.max(-0.16, slope / 300))
    let color: Color = [rock[0] * light, rock[1] * light, rock[2] * light]
    if (snow) color = mix(color, [246, 246, 252], step(0.5, 0.62, 1.1 * (crag - 0.5) + 0.5 + (snow - y) / 260))
    return mix(color, haze, Math.min(0.92, mist + 0.3 * step(0, 240, below)))
  }
  return sky(x, y)
}

function view(): Picture {
  const next = random(8)
  return paint(width, height, (x, y) => {
    const grain = (next() + next() + next() - 1.5) * 7
    let color: Color
    if (y < shore) color = land(x, y)
    else {
      const depth = y - shore
      const ripple = fractalNoise(x / (30 + depth * 0.5), depth / (1.4 + depth * 0.022), 3, 90) - 0.5
      const mirrored = land(
        x + ripple * (5 + depth * 0.1),
        Math.max(0, shore - depth * 1.2 - ripple * (10 + depth * 0.28)),
      )
      color = mix(mirrored, [30, 62, 82], 0.2 + 0.42 * step(0, 420, depth))
      if (depth < 3) color = mix(color, [232, 226, 220], 0.2)
    }
    return [color[0] + grain, color[1] + grain, color[2] + grain]
  })
}

function balloon(x: number, y: number, scale: number): string {
  const gore = 41.6
  const stripes = Array.from({ length: 5 }, (_, index) => {
    const left = -2.5 * gore + index * gore
    const right = left + gore
    return `<path d="M0 -128 C${left * 1.26} -122 ${left * 1.3} 20 ${left * 0.3} 112 L${right * 0.3} 112 C${right * 1.3} 20 ${right * 1.26} -122 0 -128 Z" fill="${index % 2 ? '#f4e3c1' : '#d1495b'}"/>`
  }).join('')
  const envelope = 'M0 -128 C-131 -122 -135 20 -31 112 L31 112 C135 20 131 -122 0 -128 Z'
  return `<defs><linearGradient id="round" x1="0" x2="1"><stop offset="0" stop-color="#fff" stop-opacity="0.34"/><stop offset="0.42" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#2a1030" stop-opacity="0.6"/></linearGradient></defs>
  <g transform="translate(${x} ${y}) scale(${scale})">${stripes}<path d="${envelope}" fill="url(#round)"/>
    <path d="M-26 114 L-18 158 M26 114 L18 158 M-8 114 L-6 158 M8 114 L6 158" stroke="#4a3a30" stroke-width="2.4"/>
    <path d="M-22 156 L22 156 L18 192 L-18 192 Z" fill="#7a4a28"/><rect x="-24" y="153" width="48" height="7" rx="3" fill="#54301a"/></g>`
}

/** A branch with needles that hangs into the picture close to the camera. */
function branch(): string {
  const next = random(33)
  let needles = ''
  for (let index = 0; index < 300; index++) {
    const t = next()
    const x = width + 30 - 560 * t
    const y = -20 + 190 * t * t + 26 * Math.sin(t * 5)
    const angle = 100 + next() * 120
    const length = 54 + next() * 60
    const green = ['#1e3b2a', '#2d5238', '#16291f', '#3f6a45'][index % 4]
    needles += `<path d="M${x.toFixed(0)} ${y.toFixed(0)} l${(length * Math.cos((angle * Math.PI) / 180)).toFixed(0)} ${(length * Math.sin((angle * Math.PI) / 180)).toFixed(0)}" stroke="${green}" stroke-width="8" stroke-linecap="round"/>`
  }
  return `<path d="M${width + 40} -30 Q1300 20 1050 176" fill="none" stroke="#33231a" stroke-width="22" stroke-linecap="round"/>${needles}`
}

export const lake: Scene = {
  file: 'lake.jpg',
  async draw() {
    let picture = await drawOver(view(), `${balloon(1020, 300, 1.02)}${balloon(742, 402, 0.3)}`)
    picture = await drawOver(picture, branch(), 7)
    return drawOver(
      picture,
      `${words('serif', 'Above the Lake', 96, 898, 138, '#fffaf2')}
      ${words('medium', 'A walking guide', 102, 972, 48, '#f6e7d2')}`,
    )
  },
}
