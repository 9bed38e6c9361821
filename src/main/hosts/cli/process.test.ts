/** The program as a process of its own. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const entry = fileURLToPath(new URL('./index.ts', import.meta.url))
const lamina = (...args: string[]) => spawnSync(process.execPath, [entry, ...args], { encoding: 'utf8' })

describe('the lamina process', () => {
  it('helps, and loads nothing for it', () => {
    const { status, stdout, stderr } = lamina('--help')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain('Usage: lamina COMMAND')
  })

  it('ends with the code of what went wrong, in one line', () => {
    const { status, stdout, stderr } = lamina('split', 'none.png', '--out', 'never', '--layers', '0')
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(/^error USAGE: .+\n$/)
  })

  it('fails for a picture that is not there', () => {
    const { status, stderr } = lamina('split', 'none.png', '--out', 'never')
    expect(status).toBe(3)
    expect(stderr).toBe('error FILE_NOT_FOUND: There is no file none.png. Check the path and its spelling.\n')
  })
})
