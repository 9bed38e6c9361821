/** The program's input and output in a real process. */
import type { CliIo } from './io.ts'

export function processIo(): CliIo {
  // A reader that has seen enough (`lamina inspect x | head`) is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    exitNow(0)
  })
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    onInterrupt(listener) {
      process.on('SIGINT', listener)
      process.on('SIGTERM', listener)
      return () => {
        process.off('SIGINT', listener)
        process.off('SIGTERM', listener)
      }
    },
    exitNow,
  }
}

/**
 * `process.exit` joins the worker threads, and one inside a native ONNX run cannot be stopped: the process would hang
 * for the rest of the run, and then abort. Where the process can become another program, it becomes one that does
 * nothing but exit.
 */
function exitNow(code: number): void {
  if (process.platform !== 'win32' && typeof process.execve === 'function') {
    try {
      process.execve('/bin/sh', ['sh', '-c', `exit ${code}`], {})
    } catch {
      // No shell there: the slow way.
    }
  }
  process.exit(code)
}
