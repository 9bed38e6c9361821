/** The page alone, as `npm run serve` and `npm run dev` build it; electron.vite.config.ts builds the same. */
import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig, type UserConfig } from 'vite'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export const renderer = {
  root: at('src/renderer'),
  base: '/',
  build: {
    outDir: at('out/renderer'),
    emptyOutDir: true,
    target: 'es2022',
    // Nothing inline: the content security policy allows no data: scripts, and fonts are files.
    assetsInlineLimit: 0,
    // It comes from this machine: one file of a megabyte is read faster than many.
    chunkSizeWarningLimit: 2000,
    rollupOptions: { input: at('src/renderer/index.html') },
  },
  worker: { format: 'es' },
} satisfies UserConfig

export default defineConfig({ ...renderer, plugins: [react()] })
