/** How the program is bundled: main with its worker threads, the preload, the page. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { fileURLToPath } from 'node:url'
import { renderer } from './vite.config.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node22',
      rollupOptions: {
        // A worker thread is an entry of its own under its base name: src/main/imaging/workers.ts looks for it there.
        input: {
          index: at('src/main/index.ts'),
          'engine-worker': at('src/main/engines/engine-worker.ts'),
          'pack-worker': at('src/main/engines/pack-worker.ts'),
          'edge-worker': at('src/main/engines/edge/edge-worker.ts'),
          'pick-worker': at('src/main/engines/pick-worker.ts'),
          'session-worker': at('src/main/onnx/session-worker.ts'),
          'project-worker': at('src/main/project/project-worker.ts'),
          'psd-worker': at('src/main/formats/psd/psd-worker.ts'),
          'typesetting-worker': at('src/main/typesetting/typesetting-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload is CommonJS and can require nothing but electron.
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: at('src/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: { ...renderer, plugins: [react()] },
})
