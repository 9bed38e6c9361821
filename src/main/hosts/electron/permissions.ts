/** What a page may ask of the system: its own clipboard and the whole screen, nothing else. */
const allowed: ReadonlySet<string> = new Set(['clipboard-read', 'clipboard-sanitized-write', 'fullscreen'])

export function isAllowed(permission: string): boolean {
  return allowed.has(permission)
}
