/** Shows an address in the person's browser, where there is a screen to show it on. */
import { spawn } from 'node:child_process'

/** Whether a browser was asked to open it; whether it did is between it and the person. */
export function openInBrowser(url: string): boolean {
  const command = opener()
  if (!command) return false
  const [program, ...parameters] = command
  const child = spawn(program, [...parameters, url], { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
  return true
}

function opener(): string[] | null {
  if (process.platform === 'darwin') return ['open']
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler']
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ['xdg-open'] : null
}
