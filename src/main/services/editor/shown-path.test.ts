import path from 'node:path'
import { expect, it } from 'vitest'
import { shownPath } from './shown-path.ts'

it('shortens what is in the home folder, and nothing that only begins like it', () => {
  const home = path.resolve('/home/person')
  expect(shownPath(home, home)).toBe('~')
  expect(shownPath(path.join(home, 'models'), home)).toBe(`~${path.sep}models`)
  expect(shownPath(`${home}s`, home)).toBe(`${home}s`)
})
