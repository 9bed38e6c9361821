import { homedir } from 'node:os'
import path from 'node:path'

/** A place as windows show it: what lies in the person's own folder begins with ~. */
export function shownPath(place: string, home = homedir()): string {
  return place === home || place.startsWith(home + path.sep) ? `~${place.slice(home.length)}` : place
}
