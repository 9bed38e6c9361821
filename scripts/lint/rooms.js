// The architecture, as data: which room of src may import what. scripts/lint/import-rules.js enforces it.

/** Packages with few importers: package -> the rooms that may import it. */
export const soleImporters = {
  'onnxruntime-node': ['onnx'],
  'better-sqlite3': ['project'],
  'node:sqlite': ['project'],
  'ag-psd': ['formats/psd'],
  electron: ['hosts/electron', 'preload'],
  fabric: ['renderer/canvas'],
  harfbuzzjs: ['typesetting'],
  wawoff2: ['typesetting'],
}

/** Packages of tests and tools: in no file that ships. */
export const developmentPackages = [
  'vitest',
  'fast-check',
  'playwright-core',
  'eslint',
  'prettier',
  'typescript',
  'vite',
]

/** Packages that need Node: in main only. */
export const nodePackages = ['sharp', 'tar', 'yazl', 'ws']

const rendererStore = ['zod', 'zustand/vanilla', 'zustand/middleware']
const lowest = ['shared', 'files', 'imaging', 'onnx']
const middle = ['engines', 'models', 'project', 'formats', 'formats/psd', 'typesetting']

/**
 * Room -> folder, rooms it may import besides itself, whether it may use Node, and, if it may not use just any
 * package, which. The longest folder that fits is a file's room; `only: 'files'` takes no subfolders.
 */
export const rooms = {
  shared: { folder: 'src/shared', imports: [], node: false, packages: ['zod'] },

  'renderer/transport': { folder: 'src/renderer/transport', imports: ['shared'], node: false },
  'renderer/store': {
    folder: 'src/renderer/store',
    imports: ['shared', 'renderer/transport'],
    node: false,
    packages: rendererStore,
  },
  'renderer/canvas': {
    folder: 'src/renderer/canvas',
    imports: ['shared', 'renderer/store', 'renderer/transport'],
    node: false,
  },
  renderer: {
    folder: 'src/renderer',
    imports: ['shared', 'renderer/store', 'renderer/transport', 'renderer/canvas'],
    node: false,
  },
  preload: { folder: 'src/preload', imports: ['shared'], node: false },

  files: { folder: 'src/main/files', imports: ['shared'], node: true },
  imaging: { folder: 'src/main/imaging', imports: ['shared'], node: true },
  onnx: { folder: 'src/main/onnx', imports: ['shared', 'imaging'], node: true },
  engines: { folder: 'src/main/engines', imports: lowest, node: true },
  typesetting: { folder: 'src/main/typesetting', imports: lowest, node: true },
  models: { folder: 'src/main/models', imports: lowest, node: true },
  project: { folder: 'src/main/project', imports: lowest, node: true },
  'formats/psd': { folder: 'src/main/formats/psd', imports: [...lowest, 'formats'], node: true },
  formats: { folder: 'src/main/formats', imports: [...lowest, 'formats/psd'], node: true },
  services: { folder: 'src/main/services', imports: [...lowest, ...middle], node: true },
  'hosts/electron': { folder: 'src/main/hosts/electron', imports: ['shared', 'services', 'hosts'], node: true },
  'hosts/browser': { folder: 'src/main/hosts/browser', imports: ['shared', 'services', 'hosts'], node: true },
  'hosts/cli': { folder: 'src/main/hosts/cli', imports: ['shared', 'services', 'hosts'], node: true },
  hosts: { folder: 'src/main/hosts', imports: ['shared', 'services'], node: true, only: 'files' },
  main: {
    folder: 'src/main',
    imports: ['shared', 'hosts', 'hosts/electron', 'hosts/browser', 'hosts/cli'],
    node: true,
    only: 'files',
  },
}
