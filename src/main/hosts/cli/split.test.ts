import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fakeEngines } from '../../services/fake-engines.fixture.ts'
import { openServices, type Services } from '../../services/services.ts'
import { filesIn, pngOfSize, testPicture, writePicture } from '../../services/test-picture.fixture.ts'
import { eventsOf, runCli, type RunOptions } from './cli.fixture.ts'

/** One set of services for all tests: the program closes its own, these stay. */
let services: Services
let folder: string
const at = (...names: string[]) => path.join(folder, ...names)
const run = (args: string[], options: RunOptions = {}) =>
  runCli(args, { services: () => ({ ...services, close: async () => {} }), ...options })

beforeAll(() => {
  services = openServices({ engines: fakeEngines })
})
afterAll(() => services.close())
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lamina-cli-'))
  return () => rm(folder, { recursive: true, force: true })
})

describe('lamina split', () => {
  it('takes pictures apart and says what it made', async () => {
    const picture = await writePicture(at('poster.png'))
    const { code, stdout, stderr } = await run([
      'split',
      picture,
      '--out',
      at('out'),
      '--layers',
      '3',
      '--formats',
      'json,png',
    ])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(
      /poster\.png: 3 layers in .+, exact, in .*out.poster\n {2}Stripe 1\n {2}Text: SALE\n {2}Background\n$/,
    )
    expect(await filesIn(at('out'))).toHaveLength(4)
  })

  it('goes on after a picture that fails, and ends with 3', async () => {
    const good = await writePicture(at('good.png'))
    const { code, stderr, stdout } = await run(['split', at('none.png'), good, '--out', at('out'), '--formats', 'png'])
    expect(code).toBe(3)
    expect(stderr).toBe(`error FILE_NOT_FOUND: There is no file ${at('none.png')}. Check the path and its spelling.\n`)
    expect(stdout).toContain('good.png: 3 layers')
  })

  it('prints one JSON event a line', async () => {
    const good = await writePicture(at('good.png'))
    const result = await run(['split', good, at('none.png'), '--out', at('out'), '--formats', 'psd', '--json'])
    const events = eventsOf(result)
    expect(events.filter(({ event }) => event !== 'progress').map(({ event }) => event)).toEqual([
      'started',
      'done',
      'started',
      'failed',
      'end',
    ])
    const progress = events.filter(({ event, picture }) => event === 'progress' && picture === good)
    expect(progress[0]).toEqual({
      event: 'progress',
      picture: good,
      stage: 'open',
      done: 0,
      detail: '',
      secondsLeft: null,
    })
    expect(progress.at(-1)).toMatchObject({ stage: 'write', done: 1, secondsLeft: 0 })
    expect(events.find(({ event }) => event === 'done')).toMatchObject({
      picture: good,
      folder: at('out/good'),
      files: [at('out/good/good.psd')],
      exact: true,
      maxDifference: 0,
      layers: [{ kind: 'background' }, { kind: 'text', text: 'SALE' }, { kind: 'object' }],
    })
    expect(events.find(({ event }) => event === 'failed')).toMatchObject({ error: { code: 'FILE_NOT_FOUND' } })
    expect(events.at(-1)).toEqual({ event: 'end', done: 1, failed: 1, cancelled: 0 })
  })

  it('shows a progress line on a terminal, and takes it away', async () => {
    const picture = await writePicture(at('poster.png'))
    const { stderr } = await run(['split', picture, '--out', at('out'), '--formats', 'png'], { isTTY: true })
    const lines = stderr.split('\r\u001b[2K')
    expect(lines).toContain('poster.png  █░░░░░░░░░░░░░░░░░░░    5 %  Loading models')
    expect(lines).toContain('poster.png  ████░░░░░░░░░░░░░░░░   20 %  Finding layers: stripes')
    expect(lines.at(-1)).toBe('')
    expect(lines.every((line) => line.length < 100)).toBe(true)
  })

  it('pictures of one stem get folders of their own', async () => {
    const pictures = [await writePicture(at('a/logo.png')), await writePicture(at('b/logo.png'), testPicture(20, 20))]
    const { code } = await run(['split', ...pictures, '--out', at('out'), '--formats', 'psd'])
    expect(code).toBe(0)
    expect(await filesIn(at('out'))).toEqual(['logo-2/logo-2.psd', 'logo/logo.psd'])
  })

  it.each(['slow', 'stuck'])(
    'Ctrl-C cancels the engine "%s" within 2 s, with 130, and leaves nothing',
    async (engine) => {
      const pictures = [await writePicture(at('a.png')), await writePicture(at('b.png'))]
      let pressed = 0
      const result = await run(['split', ...pictures, '--out', at('out'), '--engine', engine, '--json'], {
        onOutput(text, interrupt) {
          if (pressed > 0 || !/"stage":"(cut|find)"/.test(text)) return
          pressed = performance.now()
          interrupt()
        },
      })
      expect(performance.now() - pressed).toBeLessThan(2000)
      expect(result.code).toBe(130)
      expect(result.stderr).toBe(`cancelled: ${pictures[0]} is as it was\n`)
      expect(eventsOf(result).at(-1)).toEqual({ event: 'end', done: 0, failed: 0, cancelled: 2 })
      expect(await filesIn(at('out'))).toEqual([])
    },
  )

  it('a second Ctrl-C ends the process at once, without unfinished output', async () => {
    let abandoned = 0
    const result = await runCli(
      ['split', await writePicture(at('a.png')), '--out', at('out'), '--engine', 'stuck', '--json'],
      {
        services: () => ({ ...services, close: async () => {}, abandon: () => abandoned++ }),
        onOutput(text, interrupt) {
          if (!text.includes('"stage":"find"')) return
          interrupt()
          interrupt()
        },
      },
    )
    expect(abandoned).toBe(1)
    expect(result.exits).toEqual([130])
  })

  it('an engine that there is not is a usage error', async () => {
    const result = await run(['split', await writePicture(at('a.png')), '--out', at('out'), '--engine', 'pel'])
    expect(result.code).toBe(2)
    expect(result.stderr).toMatch(/^error ENGINE_UNKNOWN: There is no engine called "pel"\. Use one of: peel, /)
  })
})

describe('bad input', () => {
  const bad: [what: string, code: string, make: () => Promise<string>][] = [
    ['not a picture', 'IMAGE_UNKNOWN_FORMAT', () => file('notes.txt', 'Buy milk.')],
    ['text called .png', 'IMAGE_UNKNOWN_FORMAT', () => file('notes.png', 'Buy milk, and then some more milk.')],
    ['zero bytes', 'FILE_EMPTY', () => file('empty.png', '')],
    ['truncated', 'IMAGE_DAMAGED', truncated],
    ['1 × 1', 'IMAGE_TOO_SMALL', () => writePicture(at('dot.png'), testPicture(1, 1))],
    ['65,536 × 1', 'IMAGE_TOO_SMALL', () => file('line.png', pngOfSize(65_536, 1))],
    ['30,000 × 30,000 in 1 MB', 'IMAGE_TOO_LARGE', () => file('huge.png', pngOfSize(30_000, 30_000, 1e6))],
    ['a folder', 'FILE_IS_FOLDER', async () => folder],
    ['nothing', 'FILE_NOT_FOUND', async () => at('none.png')],
  ]
  const file = async (name: string, content: string | Uint8Array) => {
    await writeFile(at(name), content)
    return at(name)
  }
  async function truncated() {
    const whole = await writePicture(at('whole.png'), testPicture(200, 200))
    const bytes = await readFile(whole)
    return file('cut.png', bytes.subarray(0, bytes.length / 2))
  }

  it.each(bad)('%s: %s', async (_what, code, make) => {
    const input = await make()
    const before = process.memoryUsage().rss
    const result = await run(['split', input, '--out', at('out')])
    expect(result.code).toBe(3)
    expect(result.stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(new RegExp(`^error ${code}: .+\\. .+\\.$`)),
    ])
    expect(result.stderr).toContain(input)
    expect(await filesIn(at('out'))).toEqual([])
    expect(process.memoryUsage().rss - before).toBeLessThan(500e6)
  })

  it('too large: says what --downscale would do, and does it', async () => {
    const own = openServices({ engines: fakeEngines, pictureLimits: { maxPixels: 80 * 40 } })
    const runOwn = (...args: string[]) => runCli(args, { services: () => ({ ...own, close: async () => {} }) })
    const picture = await writePicture(at('big.png'), testPicture(160, 80))
    const split = ['split', picture, '--out', at('out'), '--formats', 'json', '--json']
    const refused = await runOwn(...split)
    expect(refused.code).toBe(3)
    expect(refused.stderr).toMatch(/ With --downscale it is taken apart at 80 × 40 pixels\.$/m)
    expect(eventsOf(refused).find(({ event }) => event === 'failed')).toMatchObject({
      error: { code: 'IMAGE_TOO_LARGE', fits: { width: 80, height: 40 } },
    })
    const done = eventsOf(await runOwn(...split, '--downscale')).find(({ event }) => event === 'done')
    expect(done).toMatchObject({ width: 80, height: 40, exact: true })
    expect(done?.notes).toContain('the picture was reduced from 160 × 80 to 80 × 40 pixels; its file stays as it is')
    await own.close()
  })

  it('a wrong extension is no matter', async () => {
    const picture = await writePicture(at('really-a-png.jpg'))
    expect(await run(['split', picture, '--out', at('out'), '--formats', 'png'])).toMatchObject({ code: 0 })
  })

  it.skipIf(process.getuid?.() === 0)('no permission to read: FILE_NO_PERMISSION', async () => {
    const picture = await writePicture(at('secret.png'))
    await chmod(picture, 0)
    expect((await run(['split', picture, '--out', at('out')])).stderr).toMatch(/^error FILE_NO_PERMISSION: /)
  })

  it('an output that cannot be written: OUTPUT_NOT_WRITABLE', async () => {
    const picture = await writePicture(at('a.png'))
    await writeFile(at('file'), '')
    const result = await run(['split', picture, '--out', at('file')])
    expect(result.code).toBe(3)
    expect(result.stderr).toMatch(/^error OUTPUT_NOT_WRITABLE: /)
  })

  it.each([
    ['missing', 'MODEL_MISSING', null],
    ['damaged', 'MODEL_DAMAGED', 'not the weights'],
  ])('a model that is %s: %s', async (_what, code, content) => {
    if (content !== null) {
      await mkdir(at('models/isnet'), { recursive: true })
      await writeFile(at('models/isnet/isnet-fp16.onnx'), content)
    }
    const own = openServices({ engines: fakeEngines, modelsFolder: at('models') })
    const args = ['split', await writePicture(at('a.png')), '--out', at('out'), '--engine', 'needy']
    const result = await runCli(args, { services: () => own })
    expect(result.code).toBe(3)
    expect(result.stderr).toMatch(new RegExp(`^error ${code}: .*isnet.*npm run models`))
    expect(await filesIn(at('out'))).toEqual([])
  })
})
