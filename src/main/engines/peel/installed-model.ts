/** Which of several networks for one thing is there. */
import type { Sessions } from '../../onnx/sessions.ts'

/** The first one that is installed; undefined where none is. */
export async function firstInstalled<Model extends { id: string }>(
  models: readonly Model[],
  sessions: Sessions,
): Promise<Model | undefined> {
  for (const model of models) if (await sessions.has?.(model.id)) return model
  return undefined
}
