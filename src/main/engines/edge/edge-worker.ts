/** The thread in which edges are refined. */
import { parentPort } from 'node:worker_threads'
import { LaminaError } from '../../../shared/contract/errors.ts'
import { answerCalls } from '../../onnx/calls.ts'
import type { EdgeMethods } from './edge-messages.ts'
import { Edge } from './refine-edge.ts'

if (!parentPort) throw new Error('edge-worker runs as a worker thread.')
const edges = new Map<string, Edge>()

function edgeOf(key: string): Edge {
  const found = edges.get(key)
  if (!found) throw new LaminaError('INTERNAL', `No edge is open under ${key}.`)
  return found
}

answerCalls<EdgeMethods>(parentPort, {
  async open({ key, source }) {
    edges.set(key, new Edge(source))
    return { value: null }
  },
  async close({ key }) {
    edges.delete(key)
    return { value: null }
  },
  async refine({ key, settings, withColors }) {
    const edge = edgeOf(key)
    const refined = edge.refine(settings)
    const colors = refined && (withColors || settings.clean) ? edge.colors(settings.clean ? refined : null) : null
    const buffers = [refined?.matte, colors?.data].filter((data) => data !== undefined)
    return { value: { refined, colors }, transfer: buffers.map(({ buffer }) => buffer as ArrayBuffer) }
  },
  async keep({ key, settings }) {
    const edge = edgeOf(key)
    const refined = edge.refine(settings)
    if (!refined) return { value: null }
    return { value: { refined, pixels: edge.kept(edge.colors(settings.clean ? refined : null), refined) } }
  },
})
