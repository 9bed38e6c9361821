/** What a command line program touches of the world, so that tests can stand in for it. */

export interface TextOutput {
  write(text: string): unknown
  /** True where a person sees it at once. */
  isTTY?: boolean
  /** Width of the terminal in characters. */
  columns?: number
}

export interface CliIo {
  stdout: TextOutput
  stderr: TextOutput
  /** Calls the listener at Ctrl-C and when the program is told to end. Gives what removes the listener. */
  onInterrupt(listener: () => void): () => void
  /** Ends the process at once, whatever its threads are doing. */
  exitNow(code: number): void
}

/** Exit codes of the program. */
export const exitCodes = { done: 0, usage: 2, failed: 3, cancelled: 130 } as const
