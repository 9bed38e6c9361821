import { describe, expect, it } from 'vitest'
import { runCli } from './cli.fixture.ts'
import { commands } from './commands.ts'

describe('help and version', () => {
  it('lists every command', async () => {
    const { code, stdout, stderr } = await runCli(['--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const { name, summary } of commands) expect(stdout).toContain(`${name.padEnd(9)}${summary}`)
    expect(stdout.split('\n').every((line) => line.length <= 120)).toBe(true)
  })

  it.each(commands.map(({ name }) => name))('explains %s, both ways', async (name) => {
    const { stdout } = await runCli([name, '--help'])
    expect(stdout).toMatch(new RegExp(`^Usage: lamina ${name} `))
    expect(await runCli(['help', name])).toMatchObject({ code: 0, stdout })
  })

  it('says its version', async () => {
    expect(await runCli(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^lamina \d+\.\d+\.\d+\n$/),
    })
  })

  it('without a command shows the help as an error', async () => {
    expect(await runCli([])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Usage:') })
  })
})

describe('usage errors', () => {
  it.each([
    [['slpit'], 'error USAGE: There is no command "slpit". Did you mean "split"?'],
    [['frobnicate'], 'error USAGE: There is no command "frobnicate". `lamina --help` lists the commands.'],
    [['split'], 'error USAGE: No picture is given. Name at least one, as in `lamina split a.png --out DIR`.'],
    [['split', 'a.png'], 'error USAGE: --out is missing. Name the folder for the layers, as in --out layers.'],
    [
      ['split', 'a.png', '--out', 'o', '--layers', '0'],
      'error USAGE: --layers is "0". Give "auto" or a whole number from 2 to 32; the background counts.',
    ],
    [
      ['split', 'a.png', '--out', 'o', '--quality', 'great'],
      'error USAGE: --quality is "great". Give draft, balanced, best.',
    ],
    [
      ['split', 'a.png', '--out', 'o', '--formats', 'png,gif'],
      'error USAGE: --formats names "gif". Give any of png, psd, lproj, json, ora, pptx, with commas between.',
    ],
    [['split', 'a.png', '--layer', 'x', '--out', 'o'], /^error USAGE: With --layer the project itself is changed\./],
    [['split', 'a.lproj', 'b.lproj', '--layer', 'x'], /^error USAGE: --layer takes one project\./],
    [['split', 'a.lproj', '--out', 'o'], /^error USAGE: a\.lproj is a project\. Say which layer/],
    [['split', '--layrs', '3'], 'error USAGE: There is no option --layrs. Did you mean --layers?'],
    [['split', 'a.png', '--out'], /^error USAGE: Option '--out <value>' argument missing\. `lamina split --help`/],
    [['export', 'a.lproj'], /^error USAGE: --to is missing\./],
    [['export', '--to', 'a.psd'], /^error USAGE: No project is given\./],
    [['inspect', 'a.psd', 'b.psd'], /^error USAGE: There is more than one file\./],
    [
      ['models', 'isnet'],
      'error USAGE: There is no "models isnet". Give one of add, import, verify, remove, move, or nothing.',
    ],
    [['models', 'add'], /^error USAGE: No model is given\./],
    [['models', 'import', 'lama'], /^error USAGE: Files or folders to import are missing\./],
    [['models', 'verify', '--mirror', 'http://a'], /^error USAGE: --mirror says where to fetch from\./],
  ])('%j', async (args, line) => {
    const { code, stdout, stderr } = await runCli(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr.trimEnd().split('\n')).toEqual([typeof line === 'string' ? line : expect.stringMatching(line)])
  })

  it.each(['1', '33', '2.5', '-3', '', 'many', '1e1'])('--layers %j is refused', async (layers) => {
    expect(await runCli(['split', 'a.png', '--out', 'o', `--layers=${layers}`])).toMatchObject({ code: 2 })
  })

  it('shows a stack only with --debug', async () => {
    expect((await runCli(['--debug', 'slpit'])).stderr).toMatch(/\n {4}at /)
    expect((await runCli(['slpit'])).stderr).not.toMatch(/\n {4}at /)
  })
})
