import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

/** In a process of its own: a thread that is ended at the wrong moment aborts the process. */
const program = `
  const { Typesetter } = await import(${JSON.stringify(new URL('./typesetter.ts', import.meta.url).href)})
  for (let pause = 0; pause < 240; pause += 20) {
    const typesetter = new Typesetter()
    void typesetter.prepare()
    await new Promise((resolve) => setTimeout(resolve, pause))
    await typesetter.close()
  }
  console.log('closed')
`

it('may be closed while its thread is still loading', { timeout: 60_000 }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program])
  expect(stdout.trim()).toBe('closed')
})
