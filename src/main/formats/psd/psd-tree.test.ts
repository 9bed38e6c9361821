import { describe, expect, it } from 'vitest'
import { LaminaError } from '../../../shared/contract/errors.ts'
import { memorySink, noise, richDocument } from '../sample-document.fixture.ts'
import { psdFormat } from './psd-format.ts'
import { readPsdTree } from './psd-tree.ts'

async function sampleBytes(): Promise<Buffer> {
  const { files, sink } = memorySink()
  await psdFormat.write(richDocument().source(), sink)
  return [...files.values()][0]
}

/** Damaged files may still be read where the damage is in what is skipped; all else is a coded error. */
function outcome(bytes: Uint8Array): string {
  try {
    return readPsdTree(bytes).format
  } catch (error) {
    return error instanceof LaminaError ? error.code : `not coded: ${String(error)}`
  }
}

const expected = ['psd', 'psb', 'FORMAT_DAMAGED', 'FORMAT_UNSUPPORTED']

describe('readPsdTree', () => {
  it('survives a cut at any place', async () => {
    const bytes = await sampleBytes()
    for (let length = 0; length < 6000; length += 7) expect(expected).toContain(outcome(bytes.subarray(0, length)))
    for (const length of [4, 25, 26, 30, 60]) expect(outcome(bytes.subarray(0, length))).toBe('FORMAT_DAMAGED')
  })

  it('survives changed bytes', async () => {
    const bytes = await sampleBytes()
    const random = noise(4000, 1)
    for (let i = 0; i + 4 <= random.length; i += 4) {
      const damaged = Buffer.from(bytes)
      const at = 4 + (((random[i] << 8) | random[i + 1]) % 8000)
      damaged[at] = random[i + 2]
      damaged[at + 1] = random[i + 3]
      expect(expected).toContain(outcome(damaged))
    }
  })

  it('reads blend modes that are unknown or written backwards', async () => {
    const bytes = await sampleBytes()
    const signature = bytes.indexOf(Buffer.from('8BIMnorm'))
    for (const [key, mode] of [
      ['nrcs', 'screen'],
      ['????', 'normal'],
    ]) {
      bytes.write(key, signature + 4, 'latin1')
      expect(readPsdTree(bytes).layers[0].blendMode).toBe(mode)
      expect(bytes.toString('latin1', signature + 4, signature + 8)).toBe(key)
    }
  })

  it('leaves the bytes as they were', async () => {
    const bytes = await sampleBytes()
    bytes.writeUInt16BE(9, 24)
    const before = Buffer.from(bytes)
    expect(readPsdTree(bytes).colorMode).toBe('Lab')
    expect(bytes.equals(before)).toBe(true)
  })
})
