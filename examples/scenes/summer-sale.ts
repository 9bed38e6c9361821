/** A flat poster: plain colours, sharp outlines, large type. */
import { drawOver, flatGround, words, type Scene } from '../drawing.ts'

const width = 1080
const height = 1350

const colors = {
  sky: [255, 226, 188] as const,
  sun: '#ffb938',
  navy: '#16324f',
  coral: '#f4604c',
  cream: '#fff6e6',
  sea: ['#2ba59b', '#15808a', '#0f5f74'],
  sand: '#f6d29a',
  leaf: '#1c7a5b',
  darkLeaf: '#115c47',
  trunk: '#8a4f32',
}

/** A band of water: crests along a sine, filled down to the foot of the poster. */
function band(y: number, amplitude: number, length: number, phase: number, fill: string): string {
  let path = `M0 ${height} L0 ${y}`
  for (let x = 0; x <= width; x += 6) {
    path += ` L${x} ${(y + amplitude * Math.sin((x / length) * 2 * Math.PI + phase)).toFixed(1)}`
  }
  return `<path d="${path} L${width} ${height} Z" fill="${fill}"/>`
}

/** A palm leaf from the origin: a curved spine with the blade on both sides. */
function leaf(angle: number, length: number, fill: string): string {
  const end = `${length} ${length * 0.34}`
  const upper = `M0 0 C${length * 0.3} ${-length * 0.32} ${length * 0.8} ${-length * 0.2} ${end}`
  const lower = `C${length * 0.72} ${length * 0.04} ${length * 0.34} ${-length * 0.06} 0 0 Z`
  return `<path d="${upper} ${lower}" fill="${fill}" transform="rotate(${angle})"/>`
}

function palm(x: number, y: number, scale: number): string {
  const leaves = [
    leaf(-176, 210, colors.darkLeaf),
    leaf(-132, 190, colors.leaf),
    leaf(-88, 180, colors.darkLeaf),
    leaf(-46, 200, colors.leaf),
    leaf(-6, 220, colors.darkLeaf),
  ].join('')
  const mirrored = `<g transform="scale(-1 1)">${leaf(-28, 215, colors.leaf)}${leaf(6, 190, colors.darkLeaf)}</g>`
  const trunk = `<path d="M-12 0 C-34 130 -70 260 -64 430 L-28 430 C-36 270 -2 140 14 4 Z" fill="${colors.trunk}"/>`
  const nuts = `<circle cx="-14" cy="14" r="17" fill="#5b3323"/><circle cx="17" cy="18" r="15" fill="#6d3f2a"/>`
  return `<g transform="translate(${x} ${y}) scale(${scale})">${trunk}${leaves}${mirrored}${nuts}</g>`
}

function parasol(x: number, y: number): string {
  const panels = [-170, -102, -34, 34, 102, 170]
  const stripes = panels
    .slice(0, -1)
    .map((left, index) => {
      const right = panels[index + 1]
      const fill = index % 2 ? colors.cream : colors.coral
      return `<path d="M0 -150 Q${left * 0.95} -120 ${left} 0 Q${(left + right) / 2} -26 ${right} 0 Q${right * 0.95} -120 0 -150 Z" fill="${fill}"/>`
    })
    .join('')
  const pole = `<rect x="-5" y="-160" width="10" height="400" rx="5" fill="${colors.navy}"/>`
  return `<g transform="translate(${x} ${y}) rotate(-13)">${pole}${stripes}</g>`
}

function boat(x: number, y: number): string {
  return `<g transform="translate(${x} ${y})">
    <path d="M-62 0 L66 0 L44 34 L-42 34 Z" fill="${colors.cream}"/>
    <rect x="-3" y="-122" width="7" height="124" fill="${colors.navy}"/>
    <path d="M-10 -116 L-10 -10 L-72 -10 Z" fill="${colors.coral}"/>
    <path d="M10 -92 L10 -10 L58 -10 Z" fill="${colors.navy}"/>
  </g>`
}

function badge(x: number, y: number): string {
  const spikes = Array.from({ length: 48 }, (_, index) => {
    const radius = index % 2 ? 134 : 150
    const angle = (index / 48) * 2 * Math.PI
    return `${(radius * Math.cos(angle)).toFixed(1)},${(radius * Math.sin(angle)).toFixed(1)}`
  }).join(' ')
  return `<g transform="translate(${x} ${y}) rotate(-9)">
    <polygon points="${spikes}" fill="${colors.coral}"/>
    ${words('bold', 'UP TO', 0, -58, 34, colors.cream, 'middle')}
    ${words('anton', '50%', 0, 46, 104, colors.cream, 'middle')}
    ${words('bold', 'OFF', 0, 96, 42, colors.cream, 'middle')}
  </g>`
}

export const summerSale: Scene = {
  file: 'summer-sale.png',
  draw: () =>
    drawOver(
      flatGround(width, height, colors.sky),
      `<circle cx="520" cy="690" r="336" fill="${colors.sun}"/>
      ${words('anton', 'SUMMER', 540, 372, 292, colors.navy, 'middle')}
      ${words('anton', 'SALE', 520, 690, 262, colors.cream, 'middle')}
      ${band(868, 10, 360, 0.4, colors.sea[0])}
      ${boat(300, 872)}
      ${band(930, 13, 300, 2.1, colors.sea[1])}
      ${band(1004, 12, 420, 4, colors.sea[2])}
      <path d="M0 1350 L0 1150 C180 1080 420 1106 600 1120 C780 1132 900 1050 1080 1040 L1080 1350 Z" fill="${colors.sand}"/>
      ${palm(938, 712, 0.98)}
      <path d="M800 1180 C850 1110 980 1104 1080 1120 L1080 1200 Z" fill="#eec280"/>
      ${parasol(640, 1010)}
      <path d="M520 1218 L770 1196 L800 1232 L540 1258 Z" fill="${colors.navy}"/>
      <path d="M548 1216 L574 1213 L598 1252 L570 1255 Z M640 1208 L666 1205 L692 1244 L664 1247 Z M730 1200 L756 1197 L784 1234 L757 1237 Z" fill="${colors.cream}"/>
      ${badge(214, 1056)}
      ${words('bold', 'Everything for the beach', 540, 1302, 38, colors.navy, 'middle')}
      `,
    ),
}
