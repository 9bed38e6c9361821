/**
 * The typefaces that come with Lamina, in resources/fonts: Latin, from Fontsource, unchanged. `scripts/fonts.ts` fetches
 * the files that this table names; docs/licences.md says whose they are.
 */

/** Broad classes, as a person would sort typefaces at a glance. */
export const fontClasses = ['sans', 'serif', 'mono', 'script', 'display'] as const
export type FontClass = (typeof fontClasses)[number]

export interface FontFile {
  /** Name in resources/fonts. */
  file: string
  italic: boolean
  /** The weights that the file holds: one, or all from the least to the greatest. */
  weights: [least: number, greatest: number]
}

export interface FontFamily {
  name: string
  class: FontClass
  /** Weights to choose from, 100..900, ascending. */
  weights: readonly number[]
  /** Weights that have an italic of their own. */
  italics: readonly number[]
  files: readonly FontFile[]
}

const slugOf = (name: string) => name.toLowerCase().replaceAll(' ', '-')
const hundreds = (least: number, greatest: number) =>
  Array.from({ length: Math.floor((greatest - least) / 100) + 1 }, (_, index) => least + index * 100)

/** One file with every weight between two, and one for its italics. */
function variable(name: string, kind: FontClass, weights: [number, number], { italic = false } = {}): FontFamily {
  const file = (style: string) => `${slugOf(name)}-latin-wght-${style}.woff2`
  const files: FontFile[] = [{ file: file('normal'), italic: false, weights }]
  if (italic) files.push({ file: file('italic'), italic: true, weights })
  const all = hundreds(...weights)
  return { name, class: kind, weights: all, italics: italic ? all : [], files }
}

/** A file for every weight. */
function fixed(name: string, kind: FontClass, weights: number[] = [400], italics: number[] = []): FontFamily {
  const file = (weight: number, italic: boolean): FontFile => ({
    file: `${slugOf(name)}-latin-${weight}-${italic ? 'italic' : 'normal'}.woff2`,
    italic,
    weights: [weight, weight],
  })
  const files = [...weights.map((weight) => file(weight, false)), ...italics.map((weight) => file(weight, true))]
  return { name, class: kind, weights, italics, files }
}

export const fontLibrary: readonly FontFamily[] = [
  fixed('Arimo', 'sans', [400, 700], [400, 700]),
  fixed('Barlow Condensed', 'sans', [400, 600, 800]),
  variable('DM Sans', 'sans', [100, 1000]),
  variable('Inter', 'sans', [100, 900], { italic: true }),
  variable('Josefin Sans', 'sans', [100, 700]),
  variable('Jost', 'sans', [100, 900]),
  fixed('Lato', 'sans', [300, 400, 700, 900], [400, 700]),
  variable('Montserrat', 'sans', [100, 900], { italic: true }),
  variable('Nunito', 'sans', [200, 1000]),
  variable('Open Sans', 'sans', [300, 800], { italic: true }),
  variable('Oswald', 'sans', [200, 700]),
  fixed('Poppins', 'sans', [300, 400, 500, 600, 700, 800, 900], [400, 700]),
  variable('Raleway', 'sans', [100, 900]),
  variable('Roboto', 'sans', [100, 900], { italic: true }),
  variable('Work Sans', 'sans', [100, 900]),

  variable('Cormorant Garamond', 'serif', [300, 700]),
  fixed('DM Serif Display', 'serif', [400], [400]),
  variable('EB Garamond', 'serif', [400, 800], { italic: true }),
  fixed('Libre Baskerville', 'serif', [400, 700], [400]),
  variable('Lora', 'serif', [400, 700], { italic: true }),
  variable('Merriweather', 'serif', [300, 900]),
  variable('Playfair Display', 'serif', [400, 900], { italic: true }),
  variable('Roboto Slab', 'serif', [100, 900]),
  fixed('Tinos', 'serif', [400, 700], [400, 700]),

  fixed('Courier Prime', 'mono', [400, 700]),
  variable('Roboto Mono', 'mono', [100, 700]),

  variable('Caveat', 'script', [400, 700]),
  variable('Dancing Script', 'script', [400, 700]),
  fixed('Great Vibes', 'script'),
  fixed('Lobster', 'script'),
  fixed('Pacifico', 'script'),
  fixed('Permanent Marker', 'script'),

  fixed('Abril Fatface', 'display'),
  fixed('Anton', 'display'),
  fixed('Archivo Black', 'display'),
  fixed('Bangers', 'display'),
  fixed('Bebas Neue', 'display'),
  variable('Fredoka', 'display', [300, 700]),
  fixed('Luckiest Guy', 'display'),
  fixed('Righteous', 'display'),
]

const byName = new Map(fontLibrary.map((family) => [family.name, family]))

export function fontFamily(name: string): FontFamily | undefined {
  return byName.get(name)
}

/** The weight of the family that is nearest; of two as near, the bolder one above 500 and the lighter one below. */
export function nearestWeight(family: FontFamily, weight: number): number {
  const off = (each: number) => Math.abs(each - weight) + (each < weight === weight > 500 ? 0.5 : 0)
  return family.weights.reduce((best, each) => (off(each) < off(best) ? each : best))
}

/** The file for a weight and style: without an italic, the upright one. */
export function fontFileFor(family: FontFamily, weight: number, italic: boolean): FontFile {
  const styled = family.files.filter((file) => file.italic === italic)
  const files = styled.length > 0 ? styled : family.files
  const off = ({ weights: [least, greatest] }: FontFile) => Math.max(0, least - weight, weight - greatest)
  return files.reduce((best, each) => (off(each) < off(best) ? each : best))
}

const weightNames: Readonly<Record<number, string>> = {
  100: 'Thin',
  200: 'Extra light',
  300: 'Light',
  400: 'Regular',
  500: 'Medium',
  600: 'Semibold',
  700: 'Bold',
  800: 'Extra bold',
  900: 'Black',
  1000: 'Extra black',
}

/** A weight in words, for people. */
export function weightName(weight: number): string {
  return weightNames[Math.min(1000, Math.max(100, Math.round(weight / 100) * 100))]
}

/** What the family is called in the page, so that no installed font of the same name is taken for it. */
export function cssFamily(name: string): string {
  return `Lamina ${name}`
}

/** The name by which other programs find the font: DMSans-BoldItalic. */
export function postScriptName(name: string, weight: number, italic: boolean): string {
  const spelled = weightName(weight)
    .split(' ')
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join('')
    .replace('Semibold', 'SemiBold')
  const style = italic ? (spelled === 'Regular' ? 'Italic' : `${spelled}Italic`) : spelled
  return `${name.replace(/[^A-Za-z0-9]/g, '')}-${style}`
}

/** What the Latin files of Fontsource hold, as ranges of code points (the subset `latin` of Google Fonts). */
const latin =
  /^[\u0000-\u00ff\u0131\u0152\u0153\u02bb\u02bc\u02c6\u02da\u02dc\u0304\u0308\u0329\u2000-\u206f\u20ac\u2122\u2191\u2193\u2212\u2215\ufeff\ufffd]*$/

/** Characters of the string that no typeface of the library has, each once. */
export function charactersMissing(string: string): string[] {
  return [...new Set(string)].filter((character) => !latin.test(character))
}
