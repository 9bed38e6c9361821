/** Pictures made small: the average over some of the pixels that fall on each small one. */

export interface SmallPicture {
  width: number
  height: number
  /** Straight-alpha RGBA. */
  data: Uint8ClampedArray<ArrayBuffer>
}

interface Source {
  type: 'rgba' | 'gray'
  width: number
  height: number
  data: Uint8Array
}

/** Of a small pixel's area, so many by so many are looked at: enough for a picture of some 72 pixels. */
const samples = 4

/** Fits the picture into a square of `side` pixels, keeping its proportions; it is never made larger. */
export function makeSmall(source: Source, side: number): SmallPicture {
  const scale = Math.min(1, side / Math.max(source.width, source.height))
  const width = Math.max(1, Math.round(source.width * scale))
  const height = Math.max(1, Math.round(source.height * scale))
  const data = new Uint8ClampedArray(width * height * 4)
  const columns = samplePlaces(source.width, width)
  const lines = samplePlaces(source.height, height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) average(source, columns[x], lines[y], data, (y * width + x) * 4)
  }
  return { width, height, data }
}

/** For each small place, the places in the source to look at. */
function samplePlaces(length: number, small: number): number[][] {
  return Array.from({ length: small }, (_, index) => {
    const from = (index * length) / small
    const step = length / small
    const count = Math.min(samples, Math.max(1, Math.ceil(step)))
    return Array.from({ length: count }, (__, at) =>
      Math.min(length - 1, Math.floor(from + ((at + 0.5) * step) / count)),
    )
  })
}

function average(
  { type, width, data }: Source,
  columns: number[],
  lines: number[],
  out: Uint8ClampedArray,
  at: number,
) {
  let red = 0
  let green = 0
  let blue = 0
  let alpha = 0
  for (const y of lines) {
    for (const x of columns) {
      const index = y * width + x
      if (type === 'gray') {
        red += data[index]
        continue
      }
      const weight = data[index * 4 + 3]
      red += data[index * 4] * weight
      green += data[index * 4 + 1] * weight
      blue += data[index * 4 + 2] * weight
      alpha += weight
    }
  }
  const count = lines.length * columns.length
  if (type === 'gray') {
    out.fill(red / count, at, at + 3)
    out[at + 3] = 255
  } else if (alpha > 0) {
    out[at] = red / alpha
    out[at + 1] = green / alpha
    out[at + 2] = blue / alpha
    out[at + 3] = alpha / count
  }
}
