/** What pyora and python-pptx read in our OpenRaster and PowerPoint files, where a Python of the machine has them. */
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { oraFormat } from '../../src/main/formats/ora/ora-format.ts'
import { pptxFormat } from '../../src/main/formats/pptx/pptx-format.ts'
import { richDocument } from '../../src/main/formats/sample-document.fixture.ts'
import { writeFileAtomic } from '../../src/main/files/write-file.ts'

const readOra = `
import json, sys
from pyora import Project
project = Project.load(sys.argv[1])
def tree(layers):
    return [[layer.name, tree(layer.children)] if layer.is_group else layer.name for layer in layers]
print(json.dumps({"size": project.dimensions, "layers": tree(project.root.children)}))`

const readPptx = `
import json, sys
from pptx import Presentation
deck = Presentation(sys.argv[1])
def tree(shapes):
    return [[shape.name, tree(shape.shapes)] if hasattr(shape, "shapes") else shape.name for shape in shapes]
print(json.dumps({"size": [deck.slide_width, deck.slide_height], "layers": tree(deck.slides[0].shapes)}))`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lamina-interop-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The Python that has the package; undefined where there is none. */
function pythonWith(name: string): string | undefined {
  return ['python3', 'python'].find((python) => spawnSync(python, ['-c', `import ${name}`]).status === 0)
}

function read(python: string, script: string, file: string): unknown {
  const { status, stdout, stderr } = spawnSync(python, ['-c', script, file], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  return JSON.parse(stdout)
}

describe('programs outside', () => {
  it('pyora reads groups and names', async ({ skip }) => {
    const python = pythonWith('pyora')
    if (!python) return skip('no Python here has pyora')
    const file = path.join(folder, 'a.ora')
    await oraFormat.write(richDocument().source(), (_name, content) => writeFileAtomic(file, content))
    expect(read(python, readOra, file)).toEqual({
      size: [67, 45],
      layers: [
        ['Masked group', []],
        'outside',
        ['Gruppe ä', [['Inner', [['masked', ['clipped', 'masked']]]], '見出し 🎈']],
        'Background',
      ],
    })
  })

  it('python-pptx reads shapes, groups and names', async ({ skip }) => {
    const python = pythonWith('pptx')
    if (!python) return skip('no Python here has python-pptx')
    const file = path.join(folder, 'a.pptx')
    await pptxFormat.write(richDocument().source(), (_name, content) => writeFileAtomic(file, content))
    expect(read(python, readPptx, file)).toEqual({
      size: [12_192_000, 8_188_657],
      layers: ['Background', ['Gruppe ä', ['見出し 🎈', ['Inner', ['masked', 'clipped']]]], 'outside'],
    })
  })
})
