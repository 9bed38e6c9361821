import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          // Two at once: the tests share the cores with sessions that use all of them.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'editor',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: 'test/e2e/support/browser-server.ts',
          // A page is as quick as the machine lets it be: what comes is waited for.
          expect: { poll: { timeout: 30_000 } },
          testTimeout: 180_000,
          // After the others and one file at a time: a browser and the program share the cores.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
