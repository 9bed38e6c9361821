/** The thread in which PSD files are packed and read. Answers one request at a time; see psd-thread.ts. */
import { parentPort } from 'node:worker_threads'
import { errorToData } from '../../../shared/contract/errors.ts'
import { PsdAssembly } from './psd-assembly.ts'
import type { PsdReply, PsdRequest } from './psd-thread.ts'
import { readPsdTree } from './psd-tree.ts'

const port = parentPort
if (!port) throw new Error('psd-worker runs in a worker thread only.')

const assembly = new PsdAssembly()

function answer(request: PsdRequest): { result: PsdReply['result']; transfer: ArrayBuffer[] } {
  switch (request.call) {
    case 'begin':
      assembly.begin(request.set)
      return { result: null, transfer: [] }
    case 'rows':
      assembly.rows(request.data)
      return { result: null, transfer: [] }
    case 'finish': {
      const result = assembly.finish(request.structure)
      const buffers = new Set(result.content.map((piece) => piece.buffer as ArrayBuffer))
      return { result, transfer: [...buffers] }
    }
    case 'tree':
      return { result: readPsdTree(request.bytes), transfer: [] }
  }
}

port.on('message', (request: PsdRequest) => {
  try {
    const { result, transfer } = answer(request)
    port.postMessage({ result } satisfies PsdReply, transfer)
  } catch (error) {
    port.postMessage({ result: null, error: errorToData(error) } satisfies PsdReply)
  }
})
