import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runGolden, type GoldenOptions } from '../../scripts/golden/golden.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))
/** zero_cond_t, bfloat16, a fixed shift, 16 pixels a latent, narrow heads, plain tokenizer files. */
const still = fileURLToPath(new URL('../golden-still', import.meta.url))
let temporary: string

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'lamina-golden-test-'))
})
afterAll(() => rm(temporary, { recursive: true, force: true }))

async function run(options: Pick<GoldenOptions, 'precision' | 'plan'>, set = folder) {
  const lines: string[] = []
  const result = await runGolden(set, {
    ...options,
    packed: join(temporary, basename(set), options.precision),
    print: (line) => lines.push(line),
  })
  return { ...result, lines }
}

describe('the golden set', () => {
  it('gives what diffusers gives, at every stage', async () => {
    const { stages, failures, lines } = await run({ precision: 'float32' })
    expect(lines.filter((line) => line.includes('OVER TOLERANCE'))).toEqual([])
    expect(failures).toBe(0)
    expect(stages).toBe(50)
  }, 180_000)

  it('gives what diffusers gives for a checkpoint that differs wherever it can', async () => {
    const { stages, failures, lines } = await run({ precision: 'float32' }, still)
    expect(lines.filter((line) => line.includes('OVER TOLERANCE'))).toEqual([])
    expect(failures).toBe(0)
    expect(stages).toBe(25)
  }, 180_000)

  it('gives the same when blocks and layers are loaded in turns', async () => {
    const plan = { blockGroup: 2, residentBlocks: 0, prefetch: true, textGroup: 2 }
    const { lines } = await run({ precision: 'float32', plan })
    const wrong = lines.filter((line) => line.includes('OVER TOLERANCE'))
    // Only the last block of a group can be looked at.
    expect(wrong.every((line) => /blocks\/block\d_\w+\.npy +was not computed/.test(line))).toBe(true)
    expect(wrong).toHaveLength(8)
  }, 180_000)

  it('runs with 16, 8 and 4 bits, each with more error than the one before', async () => {
    const errors: number[] = []
    const plan = { blockGroup: 4, residentBlocks: 4, prefetch: false, textGroup: 3 }
    for (const precision of ['float16', 'int8', 'int4'] as const) {
      const { lines } = await run({ precision, plan })
      const line = lines.find((each) => each.startsWith('prompt/vae_dec_in')) ?? ''
      errors.push(Number(/relative rms ([\d.]+)/.exec(line)?.[1]))
    }
    expect(errors).toEqual(errors.toSorted((a, b) => a - b))
    expect(errors[0]).toBeLessThan(0.005)
    expect(errors[2]).toBeLessThan(0.5)
  }, 180_000)
})
