/** Feeds ESLint files that do not exist, one import each, and looks at what it says. */
import { fileURLToPath } from 'node:url'
import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'

const eslint = new ESLint({ cwd: fileURLToPath(new URL('../..', import.meta.url)) })

/** The import rules' complaints about a line of code in a file. */
async function complaints(file: string, code: string): Promise<string[]> {
  const [{ messages }] = await eslint.lintText(code, { filePath: file })
  const fatal = messages.find((message) => message.fatal)
  if (fatal) throw new Error(fatal.message)
  return messages.filter(({ ruleId }) => ruleId === 'imports/rooms').map(({ message }) => message)
}

/** [importing file, specifier] */
type Pair = [from: string, specifier: string]

const forbidden: Record<string, Pair[]> = {
  'shared imports only shared and the schema library': [
    ['src/shared/document/a.ts', '../../main/imaging/pixels.ts'],
    ['src/shared/document/a.ts', '../../renderer/store/store.ts'],
    ['src/shared/document/a.ts', 'node:fs'],
    ['src/shared/document/a.ts', 'path'],
    ['src/shared/document/a.ts', 'sharp'],
    ['src/shared/document/a.ts', 'react'],
  ],
  'renderer, preload and main do not import each other': [
    ['src/renderer/canvas/a.ts', '../../main/imaging/pixels.ts'],
    ['src/renderer/app.tsx', '../preload/bridge.ts'],
    ['src/preload/bridge.ts', '../main/index.ts'],
    ['src/preload/bridge.ts', '../renderer/app.tsx'],
    ['src/main/hosts/electron/a.ts', '../../../preload/bridge.ts'],
    ['src/main/services/a.ts', '../../renderer/store/store.ts'],
  ],
  'main is layered': [
    ['src/main/files/a.ts', '../imaging/pixels.ts'],
    ['src/main/files/a.ts', '../formats/format.ts'],
    ['src/main/imaging/a.ts', '../onnx/sessions.ts'],
    ['src/main/imaging/a.ts', '../engines/engine.ts'],
    ['src/main/onnx/a.ts', '../models/store.ts'],
    ['src/main/onnx/a.ts', '../services/jobs.ts'],
    ['src/main/engines/peel/a.ts', '../../services/jobs.ts'],
    ['src/main/engines/peel/a.ts', '../../hosts/cli/index.ts'],
    ['src/main/models/a.ts', '../services/jobs.ts'],
    ['src/main/project/a.ts', '../hosts/cli/index.ts'],
    ['src/main/formats/png/a.ts', '../../services/jobs.ts'],
    ['src/main/services/a.ts', '../hosts/cli/index.ts'],
  ],
  'rooms of one layer do not import each other': [
    ['src/main/engines/peel/a.ts', '../../models/store.ts'],
    ['src/main/engines/peel/a.ts', '../../project/store.ts'],
    ['src/main/engines/peel/a.ts', '../../formats/registry.ts'],
    ['src/main/models/a.ts', '../engines/engine.ts'],
    ['src/main/models/a.ts', '../project/store.ts'],
    ['src/main/project/a.ts', '../formats/registry.ts'],
    ['src/main/project/a.ts', '../engines/engine.ts'],
    ['src/main/formats/psd/a.ts', '../../project/store.ts'],
    ['src/main/formats/psd/a.ts', '../../models/store.ts'],
    ['src/main/hosts/cli/a.ts', '../electron/index.ts'],
    ['src/main/hosts/cli/a.ts', '../browser/index.ts'],
  ],
  'hosts go through services': [
    ['src/main/hosts/cli/a.ts', '../../engines/engine.ts'],
    ['src/main/hosts/cli/a.ts', '../../models/store.ts'],
    ['src/main/hosts/cli/a.ts', '../../project/store.ts'],
    ['src/main/hosts/cli/a.ts', '../../formats/registry.ts'],
    ['src/main/hosts/cli/a.ts', '../../onnx/pool.ts'],
    ['src/main/hosts/cli/a.ts', '../../imaging/pixels.ts'],
    ['src/main/index.ts', './services/jobs.ts'],
  ],
  'some packages have one importer': [
    ['src/main/engines/peel/a.ts', 'onnxruntime-node'],
    ['src/main/models/a.ts', 'onnxruntime-node'],
    ['src/main/services/a.ts', 'onnxruntime-node/package.json'],
    ['src/main/services/a.ts', 'better-sqlite3'],
    ['src/main/services/a.ts', 'node:sqlite'],
    ['src/main/formats/png/a.ts', 'ag-psd'],
    ['src/main/services/a.ts', 'ag-psd'],
    ['src/main/formats/ora/a.ts', 'ag-psd/dist/psd'],
    ['src/main/index.ts', 'electron'],
    ['src/main/services/a.ts', 'electron'],
    ['src/main/services/a.ts', 'electron/main'],
    ['src/renderer/app.tsx', 'electron'],
    ['src/renderer/layers/a.tsx', 'fabric'],
    ['src/main/services/a.ts', 'fabric'],
  ],
  'the store knows neither React nor Fabric': [
    ['src/renderer/store/a.ts', 'react'],
    ['src/renderer/store/a.ts', 'react-dom'],
    ['src/renderer/store/a.ts', 'react/jsx-runtime'],
    ['src/renderer/store/a.ts', 'zustand/react'],
    ['src/renderer/store/a.ts', 'fabric'],
    ['src/renderer/store/a.ts', '../canvas/view.ts'],
    ['src/renderer/store/a.ts', '../ui/button.tsx'],
  ],
  'the renderer has no Node': [
    ['src/renderer/canvas/a.ts', 'node:fs'],
    ['src/renderer/ui/a.tsx', 'fs'],
    ['src/renderer/ui/a.tsx', 'sharp'],
  ],
  'the canvas and the transport stand below the interface': [
    ['src/renderer/canvas/a.ts', '../dialogs/open.tsx'],
    ['src/renderer/transport/a.ts', '../canvas/view.ts'],
  ],
  'what ships does not import what does not': [
    ['src/main/services/a.ts', '../../../scripts/testing.ts'],
    ['src/main/services/a.ts', '../../../test/support/onnx-graph.ts'],
    ['src/main/services/a.ts', '../../../bench/layers.ts'],
    ['src/main/services/a.ts', 'vitest'],
  ],
  'every file of src has a room': [
    ['src/stray.ts', './shared/contract/errors.ts'],
    ['src/main/stray/a.ts', '../imaging/pixels.ts'],
  ],
}

const allowed: Pair[] = [
  ['src/shared/document/a.ts', '../contract/errors.ts'],
  ['src/shared/document/a.ts', 'zod'],
  ['src/main/imaging/a.ts', '../../shared/contract/errors.ts'],
  ['src/main/imaging/a.ts', './pixels.ts'],
  ['src/main/imaging/a.ts', 'sharp'],
  ['src/main/imaging/a.ts', 'node:fs'],
  ['src/main/onnx/a.ts', '../imaging/workers.ts'],
  ['src/main/onnx/a.ts', 'onnxruntime-node'],
  ['src/main/engines/peel/a.ts', '../../onnx/sessions.ts'],
  ['src/main/engines/peel/a.ts', '../engine.ts'],
  ['src/main/engines/peel/text/a.ts', '../../../imaging/pixels.ts'],
  ['src/main/models/a.ts', '../onnx/pool.ts'],
  ['src/main/models/a.ts', '../../../resources/models/catalogue.json'],
  ['src/main/project/a.ts', 'better-sqlite3'],
  ['src/main/formats/psd/a.ts', 'ag-psd'],
  ['src/main/formats/psd/a.ts', '../format.ts'],
  ['src/main/formats/registry.ts', './psd/write.ts'],
  ['src/main/services/a.ts', '../engines/registry.ts'],
  ['src/main/services/a.ts', '../formats/registry.ts'],
  ['src/main/services/a.ts', '../models/store.ts'],
  ['src/main/services/a.ts', '../onnx/pool.ts'],
  ['src/main/hosts/cli/a.ts', '../../services/jobs.ts'],
  ['src/main/hosts/cli/a.ts', '../../../shared/contract/errors.ts'],
  ['src/main/hosts/electron/a.ts', 'electron'],
  ['src/main/hosts/electron/a.ts', '../serve.ts'],
  ['src/main/index.ts', './hosts/electron/index.ts'],
  ['src/preload/bridge.ts', 'electron'],
  ['src/preload/bridge.ts', '../shared/contract/errors.ts'],
  ['src/renderer/store/a.ts', '../../shared/document/types.ts'],
  ['src/renderer/store/a.ts', '../transport/client.ts'],
  ['src/renderer/store/a.ts', 'zustand/vanilla'],
  ['src/renderer/canvas/a.ts', 'fabric'],
  ['src/renderer/canvas/a.ts', '../store/store.ts'],
  ['src/renderer/layers/a.tsx', '../canvas/view.ts'],
  ['src/renderer/layers/a.tsx', 'react'],
  ['src/main/onnx/a.test.ts', '../../../test/support/onnx-graph.ts'],
  ['src/main/onnx/a.test.ts', 'vitest'],
  ['src/shared/document/a.test.ts', 'fast-check'],
  ['test/e2e/a.test.ts', '../../src/main/engines/engine.ts'],
  ['test/e2e/a.test.ts', '../../src/main/project/store.ts'],
  ['test/e2e/a.test.ts', 'ag-psd'],
  ['scripts/a.ts', '../src/main/models/store.ts'],
  ['bench/a.ts', '../src/main/onnx/pool.ts'],
]

describe('import rules', () => {
  for (const [rule, pairs] of Object.entries(forbidden)) {
    it.each(pairs)(`${rule}: %s may not import %s`, async (from, specifier) => {
      expect(await complaints(from, `import { thing } from '${specifier}'\nthing()\n`)).not.toEqual([])
    })
  }

  it.each(allowed)('%s may import %s', async (from, specifier) => {
    expect(await complaints(from, `import { thing } from '${specifier}'\nthing()\n`)).toEqual([])
  })

  it.each([
    `import type { Thing } from 'SOURCE'\nexport type Other = Thing\n`,
    `export * from 'SOURCE'\n`,
    `export { thing } from 'SOURCE'\n`,
    `export type { Thing } from 'SOURCE'\n`,
    `export const thing = await import('SOURCE')\n`,
    'export const thing = await import(`SOURCE`)\n',
    `export type Thing = import('SOURCE').Thing\n`,
    `import 'SOURCE'\n`,
    `import { createRequire } from 'node:module'\nconst require = createRequire('')\nexport const thing = require('SOURCE')\n`,
    `import { vi } from 'vitest'\nvi.mock('SOURCE')\n`,
  ])('bites however the import is written: %s', async (code) => {
    const test = code.includes('vitest') ? '.test' : ''
    const local = code.replace('SOURCE', '../../services/jobs.ts')
    const external = code.replace('SOURCE', 'better-sqlite3')
    expect(await complaints(`src/main/engines/peel/a${test}.ts`, local)).not.toEqual([])
    expect(await complaints(`src/main/engines/peel/a${test}.ts`, external)).not.toEqual([])
  })

  it('has no exceptions: comments that switch rules off are refused in src', async () => {
    const code = `// eslint-disable-next-line\nimport { thing } from '../../services/jobs.ts'\nthing()\n`
    expect(await complaints('src/main/engines/peel/a.ts', code)).not.toEqual([])
  })
})
