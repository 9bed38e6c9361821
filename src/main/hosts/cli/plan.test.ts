import { describe, expect, it } from 'vitest'
import { runCli } from './cli.fixture.ts'

describe('lamina plan', () => {
  it('says what stays loaded and how much it takes', async () => {
    const { code, stdout } = await runCli(['plan', '--vram', '12'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^precision +int4$/m)
    expect(stdout).toMatch(/^blocks +all 60 stay loaded$/m)
  })

  it('gives JSON', async () => {
    const { stdout } = await runCli(['plan', '--vram', '8', '--resolution', '640', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ precision: 'int4', textGroup: 28 })
  })

  it('refuses what cannot run, with the reason', async () => {
    const { code, stderr } = await runCli(['plan', '--vram', '2'])
    expect(code).toBe(3)
    expect(stderr).toMatch(/^error OUT_OF_MEMORY: One block at a time in int4 needs \d\.\d GiB of GPU memory/)
  })

  it.each([
    [['--vram', '12', '--ram', '32'], /both given/],
    [['--vram', 'much'], /--vram is "much"/],
    [['--resolution', '800'], /Give 640 or 1024/],
    [['--precision', 'int2'], /float32, float16, int8, int4/],
  ])('says what is wrong with %j', async (args, message) => {
    const { code, stderr } = await runCli(['plan', ...args])
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
  })
})

describe('lamina pack', () => {
  it('says what is missing', async () => {
    expect(await runCli(['pack'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/What to pack is missing/),
    })
    const { code, stderr } = await runCli(['pack', 'no-such-checkpoint', 'target'])
    expect(code).toBe(3)
    expect(stderr).toMatch(/^error MODEL_MISSING: The checkpoint in no-such-checkpoint has no transformer/)
  })
})
