/** Soft overlays: gradients, translucent discs, a light leak, a frosted panel with a shadow. */
import { drawOver, fractalNoise, paint, words, type Picture, type Scene } from '../drawing.ts'

const width = 1200
const height = 1500

/** Three colours that flow into each other, bent by slow noise. */
function ground(): Picture {
  const stops = [
    [255, 205, 178],
    [246, 122, 122],
    [103, 73, 146],
    [38, 34, 82],
  ]
  return paint(width, height, (x, y) => {
    const bend = fractalNoise(x / 700, y / 700, 2, 3) - 0.5
    const along = Math.min(0.9999, Math.max(0, 0.62 * (y / height) + 0.38 * (x / width) + 0.42 * bend)) * 3
    const index = Math.floor(along)
    const t = along - index
    return [0, 1, 2].map((c) => stops[index][c] * (1 - t) + stops[index + 1][c] * t)
  })
}

/** An arch window: the studio behind the words. */
const arch = 'M330 1010 L330 560 A270 270 0 0 1 870 560 L870 1010 Z'

function easel(): string {
  return `<g stroke="#3b2350" stroke-width="16" stroke-linecap="round" fill="none">
      <path d="M600 420 L486 1000"/><path d="M600 420 L714 1000"/><path d="M600 470 L600 960"/><path d="M500 850 L700 850"/></g>
    <rect x="462" y="500" width="276" height="338" rx="6" fill="#fff7ec"/>
    <path d="M482 818 L482 700 C540 640 590 730 650 672 C690 636 708 650 718 640 L718 818 Z" fill="#f2a65a"/>
    <path d="M482 818 L482 760 C560 700 620 790 718 730 L718 818 Z" fill="#e4572e"/>
    <circle cx="560" cy="590" r="44" fill="#5b8e7d"/>
    <path d="M590 640 C626 560 680 560 700 610" fill="none" stroke="#293462" stroke-width="12" stroke-linecap="round"/>`
}

const gradients = `<defs>
  <linearGradient id="wall" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#ffe9d2"/><stop offset="1" stop-color="#ffc9a8"/></linearGradient>
  <linearGradient id="mint" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#9ff0dc" stop-opacity="0.85"/><stop offset="1" stop-color="#9ff0dc" stop-opacity="0.12"/></linearGradient>
  <linearGradient id="rose" x1="0" y1="1" x2="1" y2="0"><stop offset="0" stop-color="#ff5d8f" stop-opacity="0.8"/><stop offset="1" stop-color="#ffd1dc" stop-opacity="0.1"/></linearGradient>
  <radialGradient id="leak" cx="0" cy="0" r="1"><stop offset="0" stop-color="#fff1b8" stop-opacity="0.9"/><stop offset="0.45" stop-color="#ffb36b" stop-opacity="0.42"/><stop offset="1" stop-color="#ff7a59" stop-opacity="0"/></radialGradient>
  <radialGradient id="vignette" cx="0.5" cy="0.46" r="0.78"><stop offset="0.62" stop-color="#160f35" stop-opacity="0"/><stop offset="1" stop-color="#160f35" stop-opacity="0.62"/></radialGradient>
</defs>`

export const openStudio: Scene = {
  file: 'open-studio.png',
  async draw() {
    const panel = '<rect x="110" y="1036" width="980" height="352" rx="34"'
    let picture = await drawOver(
      ground(),
      `<path d="${arch}" fill="#1d1240" opacity="0.55" transform="translate(0 26)"/>`,
      26,
    )
    picture = await drawOver(picture, `${gradients}<path d="${arch}" fill="url(#wall)"/>`)
    picture = await drawOver(
      picture,
      '<path d="M520 1000 L840 1000 L860 940 L640 900 Z" fill="#7a3b52" opacity="0.45"/>',
      12,
    )
    picture = await drawOver(
      picture,
      `${gradients}${easel()}
      <circle cx="250" cy="420" r="210" fill="url(#mint)"/>
      <circle cx="948" cy="868" r="236" fill="url(#rose)"/>
      <circle cx="920" cy="300" r="120" fill="#ffffff" opacity="0.2"/>
      <circle cx="920" cy="300" r="120" fill="none" stroke="#ffffff" stroke-opacity="0.55" stroke-width="3"/>
      <rect width="${width}" height="${height}" fill="url(#leak)"/>
      <rect width="${width}" height="${height}" fill="url(#vignette)"/>`,
    )
    picture = await drawOver(picture, `${panel} fill="#120a30" opacity="0.5" transform="translate(0 20)"/>`, 22)
    return drawOver(
      picture,
      `${panel} fill="#fffaf5" opacity="0.86"/>
      ${words('serif', 'Open Studio', 600, 250, 186, '#fffaf2', 'middle')}
      ${words('bold', 'SATURDAY 14 JUNE', 600, 1146, 62, '#2a1d57', 'middle')}
      ${words('medium', 'Ten artists, one courtyard, free entry', 600, 1222, 40, '#4b3c7a', 'middle')}
      ${words('bold', '11 am to 6 pm', 176, 1330, 40, '#e0475f')}
      ${words('hand', 'see you there!', 1024, 1334, 74, '#e0475f', 'end')}`,
    )
  },
}
