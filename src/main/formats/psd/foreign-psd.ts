/**
 * What other programs write and ag-psd refuses though the structure can be read: colour modes and channel counts whose
 * pixels it cannot decode, and blend keys that it does not know (ImageMagick writes them backwards).
 */

/** Blend keys of layer records (Adobe Photoshop File Formats Specification, Layer records). */
const blendKeys = new Set(
  (
    'pass,norm,diss,dark,mul ,idiv,lbrn,dkCl,lite,scrn,div ,lddg,lgCl,over,sLit,hLit,vLit,lLit,pLit,hMix,' +
    'diff,smud,fsub,fdiv,hue ,sat ,colr,lum '
  ).split(','),
)

const CHANNELS_AT = 12
const COLOR_MODE_AT = 24
const HEADER_BYTES = 26
const RGB_MODE = 3

/**
 * Changes the bytes so that ag-psd reads the structure; gives a function that changes them back. Throws RangeError where
 * the file is cut short.
 */
export function adaptForeignPsd(bytes: Uint8Array): () => void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const originals: [at: number, value: Uint8Array][] = []
  const replace = (at: number, value: readonly number[]): void => {
    originals.push([at, new Uint8Array(bytes.subarray(at, at + value.length))])
    bytes.set(value, at)
  }
  const restore = (): void => {
    for (const [at, value] of originals.reverse()) bytes.set(value, at)
  }
  try {
    replace(CHANNELS_AT, [0, 4])
    replace(COLOR_MODE_AT, [0, RGB_MODE])
    for (const at of blendKeyOffsets(view)) {
      const key = String.fromCharCode(...bytes.subarray(at, at + 4))
      if (blendKeys.has(key)) continue
      const reversed = [...key].reverse().join('')
      const known = blendKeys.has(reversed) ? reversed : 'norm'
      replace(
        at,
        [...known].map((character) => character.charCodeAt(0)),
      )
    }
    return restore
  } catch (error) {
    restore()
    throw error
  }
}

/** Where the blend keys of the layer records are. */
function* blendKeyOffsets(view: DataView): Generator<number> {
  const large = view.getUint16(4) === 2
  const lengthSize = large ? 8 : 4
  const resources = HEADER_BYTES + 4 + view.getUint32(HEADER_BYTES)
  const layersAndMasks = resources + 4 + view.getUint32(resources)
  const layerInfo = layersAndMasks + lengthSize
  // Zero where there are no layers, or where they are in a block for 16 or 32 bits, which only Photoshop writes.
  const layerInfoLength = large ? Number(view.getBigUint64(layerInfo)) : view.getUint32(layerInfo)
  if (layerInfoLength < 2) return
  // Negative where the first extra channel is the merged picture's transparency.
  const count = Math.abs(view.getInt16(layerInfo + lengthSize))
  let at = layerInfo + lengthSize + 2
  for (let i = 0; i < count; i++) {
    const channels = view.getUint16(at + 16)
    const signature = at + 18 + channels * (large ? 10 : 6)
    yield signature + 4
    const extra = signature + 12
    at = extra + 4 + view.getUint32(extra)
  }
}
