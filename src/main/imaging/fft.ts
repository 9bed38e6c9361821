/** Fast Fourier transform of complex planes whose sides are powers of two. */

export function nextPowerOfTwo(value: number): number {
  let power = 1
  while (power < value) power *= 2
  return power
}

/** In-place radix-2 transform of `length` values that start at `offset` and lie `stride` apart. */
function transformLine(
  real: Float32Array,
  imaginary: Float32Array,
  table: { cos: Float64Array; sin: Float64Array; reversed: Int32Array },
  sign: number,
): void {
  const n = real.length
  for (let i = 0; i < n; i++) {
    const j = table.reversed[i]
    if (j <= i) continue
    ;[real[i], real[j]] = [real[j], real[i]]
    ;[imaginary[i], imaginary[j]] = [imaginary[j], imaginary[i]]
  }
  for (let half = 1; half < n; half *= 2) {
    const jump = n / (2 * half)
    for (let start = 0; start < n; start += 2 * half) {
      for (let k = 0; k < half; k++) {
        const c = table.cos[k * jump]
        const s = sign * table.sin[k * jump]
        const a = start + k
        const b = a + half
        const re = real[b] * c - imaginary[b] * s
        const im = real[b] * s + imaginary[b] * c
        real[b] = real[a] - re
        imaginary[b] = imaginary[a] - im
        real[a] += re
        imaginary[a] += im
      }
    }
  }
}

function tableFor(n: number) {
  const cos = new Float64Array(n / 2)
  const sin = new Float64Array(n / 2)
  for (let k = 0; k < n / 2; k++) {
    cos[k] = Math.cos((2 * Math.PI * k) / n)
    sin[k] = Math.sin((2 * Math.PI * k) / n)
  }
  const reversed = new Int32Array(n)
  for (let i = 1; i < n; i++) reversed[i] = (reversed[i >> 1] >> 1) | (i & 1 ? n >> 1 : 0)
  return { cos, sin, reversed }
}

/** Two-dimensional transform in place; width and height must be powers of two of at least 2. The inverse is not scaled. */
export function fft2(
  real: Float32Array,
  imaginary: Float32Array,
  width: number,
  height: number,
  direction: 'forward' | 'inverse',
): void {
  const sign = direction === 'forward' ? -1 : 1
  const across = tableFor(width)
  for (let y = 0; y < height; y++) {
    const from = y * width
    transformLine(real.subarray(from, from + width), imaginary.subarray(from, from + width), across, sign)
  }
  const down = tableFor(height)
  const re = new Float32Array(height)
  const im = new Float32Array(height)
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      re[y] = real[y * width + x]
      im[y] = imaginary[y * width + x]
    }
    transformLine(re, im, down, sign)
    for (let y = 0; y < height; y++) {
      real[y * width + x] = re[y]
      imaginary[y * width + x] = im[y]
    }
  }
}

/**
 * Autocorrelations of two real planes of one size, zero outside, for all shifts. Returns planes of
 * `paddedWidth` × `paddedHeight` in which the shift (dx, dy) is at ((dx + pw) % pw, (dy + ph) % ph).
 * Both ride in one complex transform: one as its real, the other as its imaginary part.
 */
export function autocorrelate(
  first: Float32Array,
  second: Float32Array,
  width: number,
  height: number,
): { first: Float32Array; second: Float32Array; width: number; height: number } {
  const w = nextPowerOfTwo(2 * width)
  const h = nextPowerOfTwo(2 * height)
  const real = new Float32Array(w * h)
  const imaginary = new Float32Array(w * h)
  for (let y = 0; y < height; y++) {
    real.set(first.subarray(y * width, (y + 1) * width), y * w)
    imaginary.set(second.subarray(y * width, (y + 1) * width), y * w)
  }
  fft2(real, imaginary, w, h, 'forward')
  const powerA = new Float32Array(w * h)
  const powerB = new Float32Array(w * h)
  for (let y = 0; y < h; y++) {
    const mirrorRow = ((h - y) % h) * w
    for (let x = 0; x < w; x++) {
      const at = y * w + x
      const mirror = mirrorRow + ((w - x) % w)
      const ar = (real[at] + real[mirror]) / 2
      const ai = (imaginary[at] - imaginary[mirror]) / 2
      const br = (imaginary[at] + imaginary[mirror]) / 2
      const bi = (real[mirror] - real[at]) / 2
      powerA[at] = ar * ar + ai * ai
      powerB[at] = br * br + bi * bi
    }
  }
  fft2(powerA, powerB, w, h, 'inverse')
  const scale = 1 / (w * h)
  for (let i = 0; i < powerA.length; i++) {
    powerA[i] *= scale
    powerB[i] *= scale
  }
  return { first: powerA, second: powerB, width: w, height: h }
}
