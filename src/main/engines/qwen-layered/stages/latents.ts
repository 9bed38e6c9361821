/** Latents: scaled by the VAE's statistics, and packed 2 x 2 into tokens. */
import type { VaeConfig } from '../checkpoint/configs.ts'
import type { Floats } from './floats.ts'

/** moments [1, 2 z, h, w] → the mode [1, z, h, w]: the first half. */
export function modeOf({ dims, data }: Floats): Floats {
  const [batch, channels, height, width] = dims
  return { dims: [batch, channels / 2, height, width], data: data.slice(0, data.length / 2) }
}

/** (z − mean) / deviation by channel. */
export function normalise({ dims, data }: Floats, { mean, deviation }: VaeConfig): Floats {
  return mapChannels(
    { dims, data },
    (value, c) => Math.fround(value - Math.fround(mean[c])) / Math.fround(deviation[c]),
  )
}

/** z · deviation + mean by channel. */
export function denormalise({ dims, data }: Floats, { mean, deviation }: VaeConfig): Floats {
  const inverse = deviation.map((value) => Math.fround(1 / Math.fround(value)))
  return mapChannels({ dims, data }, (value, c) => Math.fround(value / inverse[c]) + Math.fround(mean[c]))
}

function mapChannels({ dims, data }: Floats, map: (value: number, channel: number) => number): Floats {
  const [, channels, height, width] = dims
  const size = height * width
  return { dims, data: data.map((value, i) => map(value, Math.floor(i / size) % channels)) }
}

/** [frames, z, h, w] → tokens [1, frames · h/2 · w/2, 4 z] in the order frame, y, x; in a token channel, dy, dx. */
export function packLatents({ dims, data }: Floats): Floats {
  const [frames, channels, height, width] = dims
  const out = new Float32Array(data.length)
  forEachPacked(dims, (packed, unpacked) => (out[packed] = data[unpacked]))
  return { dims: [1, (frames * height * width) / 4, channels * 4], data: out }
}

/** The inverse, for latents of the dimensions [frames, z, h, w]. */
export function unpackLatents({ data }: Floats, dims: readonly number[]): Floats {
  const out = new Float32Array(data.length)
  forEachPacked(dims, (packed, unpacked) => (out[unpacked] = data[packed]))
  return { dims, data: out }
}

function forEachPacked(dims: readonly number[], visit: (packed: number, unpacked: number) => void): void {
  const [frames, channels, height, width] = dims
  let packed = 0
  for (let frame = 0; frame < frames; frame++) {
    for (let y = 0; y < height; y += 2) {
      for (let x = 0; x < width; x += 2) {
        for (let c = 0; c < channels; c++) {
          const corner = ((frame * channels + c) * height + y) * width + x
          visit(packed++, corner)
          visit(packed++, corner + 1)
          visit(packed++, corner + width)
          visit(packed++, corner + width + 1)
        }
      }
    }
  }
}
