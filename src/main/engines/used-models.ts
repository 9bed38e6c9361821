/** Which models a run used: an engine takes better ones where they are installed, and another model gives other layers. */
import { isGraphFile } from '../onnx/graph-file.ts'
import type { Sessions } from '../onnx/sessions.ts'

/** The sessions, and the ids of the catalogue that were run on them so far, sorted. */
export function recordUse(sessions: Sessions): { sessions: Sessions; used: () => string[] } {
  const ids = new Set<string>()
  const recorded: Sessions = {
    ...sessions,
    run(model, inputs, signal) {
      if (!isGraphFile(model)) ids.add(model)
      return sessions.run(model, inputs, signal)
    },
  }
  return { sessions: recorded, used: () => [...ids].sort() }
}
