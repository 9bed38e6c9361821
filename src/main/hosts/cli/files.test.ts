import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { treeSchema } from '../../../shared/contract/schemas.ts'
import { fakeEngines } from '../../services/fake-engines.fixture.ts'
import { openServices, type Services } from '../../services/services.ts'
import { filesIn, testPicture, writePicture } from '../../services/test-picture.fixture.ts'
import { eventsOf, runCli } from './cli.fixture.ts'

let services: Services
let folder: string
let project: string
const at = (...names: string[]) => path.join(folder, ...names)
const run = (...args: string[]) => runCli(args, { services: () => ({ ...services, close: async () => {} }) })

beforeAll(async () => {
  services = openServices({ engines: fakeEngines, modelsFolder: path.join(tmpdir(), 'lamina-no-models') })
  folder = await mkdtemp(path.join(tmpdir(), 'lamina-files-'))
  const picture = await writePicture(at('poster.png'), testPicture(160, 40))
  expect(await run('split', picture, '--out', at('out'), '--layers', '3')).toMatchObject({ code: 0, stderr: '' })
  project = at('out/poster/poster.lproj')
})
afterAll(async () => {
  await services.close()
  await rm(folder, { recursive: true, force: true })
})

describe('lamina split --layer', () => {
  it('splits a layer in place', async () => {
    const copy = at('copy.lproj')
    await writeFile(copy, await readFile(project))
    const { code, stdout } = await run('split', copy, '--layer', 'stripe 1', '--layers', '3')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /"Stripe 1" is now a group of 3 layers \(.+, exact\)\n {2}Stripe 1, part\n {2}Text: SALE\n {2}Stripe 1, rest\n$/,
    )
    const tree = (await run('inspect', copy)).stdout
    expect(tree).toContain('5 layers and 1 group, topmost first')
    expect(tree).toMatch(/\n {2}Stripe 1 +group [^\n]+\n {4}Stripe 1, part +object/)
  })

  it('names layers that are near, and those that share a name', async () => {
    const { code, stderr } = await run('split', project, '--layer', 'strip 1')
    expect(code).toBe(3)
    expect(stderr).toBe(`error LAYER_NOT_FOUND: ${project}: There is no layer "strip 1". Did you mean "Stripe 1"?\n`)
  })
})

describe('lamina export', () => {
  it.each([
    ['flat.png', ['flat.png']],
    ['out.psd', ['out.psd']],
    ['out.ora', ['out.ora']],
    ['out.pptx', ['out.pptx']],
    ['new/layers', ['00-background', '01-text-sale', '02-stripe-1'].map((name) => `new/layers/layers/${name}.png`)],
  ])('writes %s', async (to, files) => {
    await mkdir(at('exports'), { recursive: true })
    expect(await run('export', project, '--to', at('exports', to))).toMatchObject({ code: 0, stderr: '' })
    for (const file of files) expect(await filesIn(at('exports'))).toContain(file)
  })

  it('does not make folders for a file', async () => {
    const result = await run('export', project, '--to', at('none/out.psd'))
    expect(result).toMatchObject({ code: 3, stderr: expect.stringMatching(/^error OUTPUT_NOT_WRITABLE: /) })
  })

  it('says in JSON what it wrote', async () => {
    const result = await run('export', project, '--to', at('out.psd'), '--json')
    expect(eventsOf(result).at(-1)).toEqual({
      event: 'done',
      project,
      to: at('out.psd'),
      format: 'psd',
      files: [at('out.psd')],
      warnings: [],
    })
  })

  it.each([
    ['an ending that no format has', () => at('out.tiff'), 'FORMAT_UNSUPPORTED'],
    ['the project itself', () => project, 'FORMAT_UNSUPPORTED'],
  ])('refuses %s', async (_what, to, code) => {
    const result = await run('export', project, '--to', to())
    expect(result.code).toBe(3)
    expect(result.stderr).toMatch(new RegExp(`^error ${code}: `))
  })

  it.each([
    ['a project that is not there', async () => at('none.lproj'), 'FILE_NOT_FOUND'],
    ['another kind of file', async () => at('poster.png'), 'PROJECT_FOREIGN'],
    ['a damaged project', damaged, 'PROJECT_DAMAGED'],
  ])('refuses %s', async (_what, make, code) => {
    const result = await run('export', await make(), '--to', at('never.psd'))
    expect(result.code).toBe(3)
    expect(result.stderr).toMatch(new RegExp(`^error ${code}: `))
    expect(await filesIn(folder)).not.toContain('never.psd')
  })
})

async function damaged(): Promise<string> {
  const bytes = await readFile(project)
  bytes.fill(0xaa, 4096, bytes.length - 4096)
  await writeFile(at('damaged.lproj'), bytes)
  return at('damaged.lproj')
}

describe('lamina inspect', () => {
  it('shows the tree of a project, the topmost first', async () => {
    const { code, stdout } = await run('inspect', project)
    expect(code).toBe(0)
    expect(stdout.split('\n').map((line) => line.replace(/ +/g, ' ').trimEnd())).toEqual([
      `${project}: 160 × 40 pixels, 72 an inch, 3 layers, topmost first`,
      ' Stripe 1 object 40×40 at 80,0 100 % layer-3',
      ' Text: SALE text 40×40 at 0,0 100 % "SALE" layer-2',
      ' Background background 160×40 at 0,0 100 % layer-1',
      '',
    ])
  })

  it('shows the same of the PSD, as JSON too', async () => {
    const psd = treeSchema.parse(JSON.parse((await run('inspect', at('out/poster/poster.psd'), '--json')).stdout))
    const own = treeSchema.parse(JSON.parse((await run('inspect', project, '--json')).stdout))
    expect(psd).toMatchObject({ format: 'psd', width: 160, height: 40, resolution: 72 })
    expect(psd.layers.map(({ name, box }) => [name, box])).toEqual(own.layers.map(({ name, box }) => [name, box]))
  })

  it.each([
    ['poster.png', 'FORMAT_UNSUPPORTED'],
    ['none.psd', 'FILE_NOT_FOUND'],
  ])('%s: %s', async (name, code) => {
    const result = await run('inspect', at(name))
    expect(result).toMatchObject({ code: 3, stderr: expect.stringMatching(new RegExp(`^error ${code}: `)) })
  })
})

describe('lamina models and doctor', () => {
  it('lists the models with licence and sha256, there or not', async () => {
    const { code, stdout } = await run('models')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^isnet: .+\n {2}state +missing\n/)
    expect(stdout).toMatch(/sha256 +[0-9a-f]{64}\n/)
    expect(stdout).toMatch(/commercial use +unclear\n/)
    const models = JSON.parse((await run('models', '--json')).stdout) as { id: string; state: string }[]
    expect(models.length).toBeGreaterThan(2)
    expect(models.every(({ state }) => state === 'missing')).toBe(true)
  })

  it('the doctor says what is missing, with 3', async () => {
    const { code, stdout } = await run('doctor')
    expect(code).toBe(3)
    expect(stdout).toMatch(/^ok +Node +\d+\.\d+\.\d+ on /m)
    expect(stdout).toMatch(/^ok +backend cpu +usable$/m)
    expect(stdout).toMatch(/^MISSING +model isnet .+ Run `npm run models`\.$/m)
  })
})
