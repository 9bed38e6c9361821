// Lint rules. The import rules are the architecture: who may import whom, without an exception list.
import boundaries from 'eslint-plugin-boundaries'
import tseslint from 'typescript-eslint'

/** Packages with exactly one importer: [package, the only element type that may import it]. */
const soleImporters = [
  ['onnxruntime-node', 'onnx'],
  ['better-sqlite3', 'project'],
  ['ag-psd', 'format-psd'],
  ['electron', 'host-electron'],
  ['fabric', 'canvas'],
]

/** Element type -> element types it may import (itself is always allowed). */
const mayImport = {
  shared: [],
  store: ['shared'],
  transport: ['shared', 'store'],
  canvas: ['shared', 'store', 'transport', 'renderer'],
  renderer: ['shared', 'store', 'transport', 'canvas'],
  preload: ['shared'],
  imaging: ['shared'],
  onnx: ['shared', 'imaging'],
  engine: ['shared', 'imaging', 'onnx'],
  models: ['shared', 'imaging', 'onnx'],
  project: ['shared', 'imaging', 'onnx'],
  'format-psd': ['shared', 'imaging', 'format'],
  format: ['shared', 'imaging', 'format-psd'],
  service: ['shared', 'imaging', 'onnx', 'engine', 'models', 'project', 'format', 'format-psd'],
  host: ['shared', 'service'],
  'host-electron': ['shared', 'service', 'host'],
  main: ['shared', 'host', 'host-electron'],
}

export default tseslint.config(
  {
    ignores: ['node_modules', 'out', 'dist', 'coverage', '**/*.d.ts', 'test/fixtures/**', '.lamina', 'demo-output'],
  },
  ...tseslint.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-explicit-any': 'error',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { node: { extensions: ['.ts', '.tsx', '.js', '.json'] } },
      'boundaries/elements': [
        { type: 'shared', pattern: 'src/shared' },
        { type: 'store', pattern: 'src/renderer/store' },
        { type: 'transport', pattern: 'src/renderer/transport' },
        { type: 'canvas', pattern: 'src/renderer/canvas' },
        { type: 'renderer', pattern: 'src/renderer' },
        { type: 'preload', pattern: 'src/preload' },
        { type: 'imaging', pattern: 'src/main/imaging' },
        { type: 'onnx', pattern: 'src/main/onnx' },
        { type: 'engine', pattern: 'src/main/engines' },
        { type: 'models', pattern: 'src/main/models' },
        { type: 'project', pattern: 'src/main/project' },
        { type: 'format-psd', pattern: 'src/main/formats/psd' },
        { type: 'format', pattern: 'src/main/formats' },
        { type: 'service', pattern: 'src/main/services' },
        { type: 'host-electron', pattern: 'src/main/hosts/electron' },
        { type: 'host', pattern: 'src/main/hosts' },
        { type: 'main', pattern: 'src/main', mode: 'folder' },
      ],
    },
    rules: {
      'boundaries/no-unknown-files': 'error',
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          checkAllOrigins: true,
          policies: [
            { allow: { to: { module: { origin: ['external', 'core'] } } } },
            ...Object.entries(mayImport).map(([type, others]) => ({
              from: { element: { type } },
              allow: { to: { element: { types: { anyOf: [type, ...others] } } } },
            })),
            ...soleImporters.map(([source, type]) => ({
              from: { element: { type: source === 'electron' ? '!(host-electron|preload)' : `!${type}` } },
              disallow: { to: { module: { origin: 'external', source } } },
            })),
          ],
        },
      ],
    },
  },
  {
    files: ['src/shared/**/*.ts', 'src/renderer/**/*.{ts,tsx}'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*', 'fs', 'path', 'os'], message: 'Pure TypeScript: no Node here.' }] },
      ],
    },
  },
)
