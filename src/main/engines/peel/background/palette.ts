/** The few colours that a repeating background is made of. */
import type { RgbF } from '../../../imaging/pixels.ts'

/** The 2 to 4 colours that nearly fill the band along the frame, or null where there are not so few. */
export function framePalette(image: RgbF): number[][] | null {
  const { width, height, data } = image
  const band = Math.max(2, Math.round(0.1 * Math.min(width, height)))
  const bins = new Map<number, { n: number; sum: number[]; colors: Map<number, number> }>()
  let total = 0
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      if (Math.min(x, y, width - 1 - x, height - 1 - y) >= band) continue
      const at = (y * width + x) * 3
      const key = ((data[at] >> 2) << 12) | ((data[at + 1] >> 2) << 6) | (data[at + 2] >> 2)
      const bin = bins.get(key) ?? { n: 0, sum: [0, 0, 0], colors: new Map<number, number>() }
      bin.n++
      for (let c = 0; c < 3; c++) bin.sum[c] += data[at + c]
      const exact = (Math.round(data[at]) << 16) | (Math.round(data[at + 1]) << 8) | Math.round(data[at + 2])
      bin.colors.set(exact, (bin.colors.get(exact) ?? 0) + 1)
      bins.set(key, bin)
      total++
    }
  }
  const groups: { n: number; sum: number[]; color: number[] }[] = []
  for (const bin of [...bins.values()].sort((a, b) => b.n - a.n)) {
    const near = groups.find((g) => g.sum.every((s, c) => Math.abs(s / g.n - bin.sum[c] / bin.n) < 7))
    if (!near) groups.push({ n: bin.n, sum: bin.sum.slice(), color: commonest(bin.colors) })
    else {
      near.n += bin.n
      for (let c = 0; c < 3; c++) near.sum[c] += bin.sum[c]
    }
  }
  const kept = groups.filter((g) => g.n > 0.06 * total).slice(0, 4)
  const covered = kept.reduce((sum, g) => sum + g.n, 0)
  return kept.length >= 2 && covered >= 0.6 * total ? kept.map((g) => g.color) : null
}

function commonest(colors: Map<number, number>): number[] {
  let best = 0
  let most = 0
  for (const [color, n] of colors) {
    if (n <= most) continue
    most = n
    best = color
  }
  return [best >> 16, (best >> 8) & 255, best & 255]
}

/** 1 for the pixels within `limit` of a colour of the palette. */
export function nearPalette(image: RgbF, palette: number[][], limit: number): Uint8Array {
  const out = new Uint8Array(image.width * image.height)
  for (let i = 0; i < out.length; i++) {
    for (const [r, g, b] of palette) {
      if (
        Math.abs(image.data[i * 3] - r) <= limit &&
        Math.abs(image.data[i * 3 + 1] - g) <= limit &&
        Math.abs(image.data[i * 3 + 2] - b) <= limit
      ) {
        out[i] = 1
        break
      }
    }
  }
  return out
}

/** Gives the pixels within `limit` of a colour of the palette that colour, in place. */
export function snapTo(picture: RgbF, palette: number[][], limit: number): void {
  for (let at = 0; at < picture.data.length; at += 3) {
    for (const color of palette) {
      if (color.every((v, c) => Math.abs(picture.data[at + c] - v) <= limit)) picture.data.set(color, at)
    }
  }
}
