/** A PNG of exact bytes: a canvas would lose colours where alpha is low. */

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10]
const COLOR_TYPE_RGBA = 6
/** Each row less the row above it: small files at no cost. */
const FILTER_UP = 2

/** Straight-alpha RGBA as an sRGB PNG. */
export async function encodePng(picture: {
  width: number
  height: number
  data: Uint8Array | Uint8ClampedArray
}): Promise<Blob> {
  const { width, height, data } = picture
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  header.set([8, COLOR_TYPE_RGBA, 0, 0, 0], 8)
  const rowLength = width * 4
  const rows = new Uint8Array((rowLength + 1) * height)
  for (let y = 0; y < height; y++) {
    const to = y * (rowLength + 1)
    const from = y * rowLength
    rows[to] = FILTER_UP
    for (let i = 0; i < rowLength; i++) rows[to + 1 + i] = data[from + i] - (y > 0 ? data[from - rowLength + i] : 0)
  }
  const stream = new Blob([rows]).stream().pipeThrough(new CompressionStream('deflate'))
  const packed = new Uint8Array(await new Response(stream).arrayBuffer())
  const parts = [
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', header),
    chunk('sRGB', new Uint8Array(1)),
    chunk('IDAT', packed),
    chunk('IEND', new Uint8Array(0)),
  ]
  return new Blob(parts, { type: 'image/png' })
}

function chunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(12 + data.length)
  const view = new DataView(out.buffer)
  view.setUint32(0, data.length)
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i)
  out.set(data, 8)
  view.setUint32(8 + data.length, checksum(out.subarray(4, 8 + data.length)))
  return out
}

const table = Uint32Array.from({ length: 256 }, (_, value) => {
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

/** CRC-32 as in the PNG specification. */
function checksum(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = table[(crc ^ byte) & 255] ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}
