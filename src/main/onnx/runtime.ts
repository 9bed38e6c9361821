/** What ONNX Runtime is on this machine, for `lamina doctor`. */
import { examineBackends, type Backend } from './providers.ts'

export interface RuntimeFacts {
  /** Of onnxruntime-node, or '' where it cannot be loaded. */
  version: string
  backends: Backend[]
  /** Why it cannot be loaded, or ''. */
  problem: string
}

/** Loads ONNX Runtime into this process to ask it: for a report, not for the way to a first result. */
export async function runtimeFacts(): Promise<RuntimeFacts> {
  try {
    const ort = await import('onnxruntime-node')
    const version = ort.env.versions.node ?? ort.env.versions.common
    return { version, backends: examineBackends(ort.listSupportedBackends()), problem: '' }
  } catch (error) {
    // The package brings no binary for some platforms (macOS on Intel, musl).
    return { version: '', backends: [], problem: error instanceof Error ? error.message : String(error) }
  }
}
