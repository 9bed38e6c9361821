/** Tensors on their way between threads and into ONNX Runtime. */
import type { Tensors } from './sessions.ts'

/**
 * The tensors with buffers that can be moved to another thread, and the list of those buffers. A view on a part of a
 * buffer, or the second view on one, is copied, so that no other data goes with it.
 */
export function transferable(tensors: Tensors): { tensors: Tensors; transfer: ArrayBuffer[] } {
  const moved = new Set<ArrayBufferLike>()
  const transfer: ArrayBuffer[] = []
  const result: Tensors = {}
  for (const [name, tensor] of Object.entries(tensors)) {
    let { data } = tensor
    const whole = data.buffer instanceof ArrayBuffer && data.byteLength === data.buffer.byteLength
    if (!whole || moved.has(data.buffer)) data = data.slice()
    moved.add(data.buffer)
    transfer.push(data.buffer as ArrayBuffer)
    result[name] = { type: tensor.type, dims: tensor.dims, data }
  }
  return { tensors: result, transfer }
}
