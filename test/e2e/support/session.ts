/** What most files of tests begin with: a folder, a program, and a window that shows the sample. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { EditorWindow } from './editor-window.ts'
import { startProgram, type Program } from './program.ts'
import { writeSampleProject } from './sample-project.ts'

export interface Session {
  /** The window of the test that runs. */
  readonly editor: EditorWindow
  readonly program: Program
  /** Path of a file in the folder of the tests. */
  at(name: string): string
}

/** One program for the file, a fresh window for each test. `sample`: the window shows the sample project. */
export function useSession({ sample = true } = {}): Session {
  let folder: string
  let program: Program | undefined
  let editor: EditorWindow | undefined
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lamina-e2e-'))
    await writeSampleProject(path.join(folder, 'sample.lproj'))
    program = await startProgram({ home: path.join(folder, 'home') })
  })
  beforeEach(async () => {
    editor = await program?.window()
    await editor?.discardLeftovers()
    if (sample) await editor?.open(path.join(folder, 'sample.lproj'))
  })
  afterEach(async () => {
    expect(editor?.problems).toEqual([])
    await editor?.leave()
  })
  afterAll(async () => {
    await program?.stop()
    await rm(folder, { recursive: true, force: true })
  })
  return {
    get editor() {
      if (!editor) throw new Error('There is no window yet.')
      return editor
    },
    get program() {
      if (!program) throw new Error('There is no program yet.')
      return program
    },
    at: (name) => path.join(folder, name),
  }
}
