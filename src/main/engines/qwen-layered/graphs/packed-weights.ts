/** The weights of a packed model, as external data of a graph beside them. */
import type { GraphBuilder, Value } from '../../../onnx/graph/graph-builder.ts'
import type { PackedModel, PackedTensor } from '../pack/manifest.ts'
import { BLOCK } from '../pack/quantise.ts'
import { LaminaError } from '../../../../shared/contract/errors.ts'
import type { LinearShape, Weights } from './weights.ts'

interface Located {
  tensor: PackedTensor
  file: string
}

export class PackedWeights implements Weights {
  readonly #tensors = new Map<string, Located>()

  /** The weights of the parts that the graph draws upon. */
  constructor(model: PackedModel, parts: readonly string[]) {
    for (const id of parts) {
      const { file, tensors } = model.part(id)
      for (const [name, tensor] of Object.entries(tensors)) this.#tensors.set(name, { tensor, file })
    }
  }

  linear(g: GraphBuilder, x: Value, name: string, { inputs, outputs, bias = true }: LinearShape): Value {
    const product = this.#multiply(g, x, `${name}.weight`, inputs, outputs)
    return bias ? g.node('Add', [product, this.plain(g, `${name}.bias`)]) : product
  }

  matrix(g: GraphBuilder, x: Value, name: string, dims: readonly number[]): Value {
    const [outputs, ...rest] = dims
    return this.#multiply(
      g,
      x,
      name,
      rest.reduce((all, dim) => all * dim, 1),
      outputs,
    )
  }

  plain(g: GraphBuilder, name: string): Value {
    const { tensor, file } = this.#find(name)
    return g.external(name, tensor.dims, tensor.type, { file, ...tensor.data })
  }

  kernel(g: GraphBuilder, name: string): Value {
    return this.plain(g, name)
  }

  #multiply(g: GraphBuilder, x: Value, name: string, inputs: number, outputs: number): Value {
    const { tensor, file } = this.#find(name)
    const weight = g.external(name, tensor.dims, tensor.type, { file, ...tensor.data })
    switch (tensor.layout) {
      case 'transposed':
        return g.node('MatMul', [x, asFloat32(g, weight, tensor.type)])
      case 'rows': {
        const flat = g.node('Reshape', [x, g.integers([-1, inputs])])
        const product = g.node('Gemm', [flat, asFloat32(g, weight, tensor.type)], { attributes: { transB: 1 } })
        return g.node('Reshape', [product, g.integers([1, -1, outputs])])
      }
      case 'int4':
      case 'int8':
        return this.#quantised(g, x, name, weight, { inputs, outputs })
      case 'plain':
        throw new LaminaError('MODEL_DAMAGED', `${name} is not packed as a matrix.`, 'Pack the model again.')
    }
  }

  #quantised(g: GraphBuilder, x: Value, name: string, weight: Value, { inputs, outputs }: LinearShape): Value {
    const { tensor, file } = this.#find(name)
    const { layout, dims, scales, zeros } = tensor
    if (!scales) throw new LaminaError('MODEL_DAMAGED', `${name} has no scales.`, 'Pack the model again.')
    const halves = g.external(`${name}.scales`, [outputs * dims[1]], 'float16', { file, ...scales })
    const operands = [x, weight, asFloat32(g, halves, 'float16')]
    if (zeros) operands.push(g.external(`${name}.zeros`, [zeros.length], 'uint8', { file, ...zeros }))
    const bits = layout === 'int4' ? 4 : 8
    return g.node('MatMulNBits', operands, {
      attributes: { K: inputs, N: outputs, bits, block_size: BLOCK },
      domain: 'com.microsoft',
    })
  }

  #find(name: string): Located {
    const located = this.#tensors.get(name)
    if (located) return located
    throw new LaminaError('MODEL_DAMAGED', `The packed model has no weight ${name}.`, 'Pack the model again.')
  }
}

/** Weights may be kept in 16 bits; what is computed is computed in 32. */
function asFloat32(g: GraphBuilder, value: Value, type: PackedTensor['type']): Value {
  return type === 'float32' ? value : g.node('Cast', [value], { attributes: { to: 1 } })
}
