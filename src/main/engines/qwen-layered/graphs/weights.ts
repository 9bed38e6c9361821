/** Weights as graphs ask for them: recorded (what there must be), or packed (where they are). */
import type { GraphBuilder, Value } from '../../../onnx/graph/graph-builder.ts'

/**
 * How a tensor of the checkpoint is used, and so how it is packed:
 * `linear` is a matrix [outputs, inputs]; `rows` is one too large to be turned around in memory; `table` is looked up by
 * row; `kernel` is a convolution, of whose time axis the last tap is used; `plain` is kept as it is, as fp32.
 */
export type WeightUse = 'linear' | 'rows' | 'table' | 'kernel' | 'plain'

/** A tensor that must be in the checkpoint. */
export interface WeightNeed {
  name: string
  /** In the checkpoint. */
  dims: readonly number[]
  use: WeightUse
  /** Small and sensitive: not below 16 bits. */
  precise: boolean
}

export interface LinearShape {
  inputs: number
  outputs: number
  /** True unless it is said. */
  bias?: boolean
  precise?: boolean
  /** Too large to be turned around in memory. */
  large?: boolean
}

export interface Weights {
  /** x · Wᵀ + b; W is `name.weight`, b is `name.bias`. */
  linear(graph: GraphBuilder, x: Value, name: string, shape: LinearShape): Value
  /** A matrix that is no Linear in the checkpoint (a convolution whose kernels do not overlap), without bias. */
  matrix(graph: GraphBuilder, x: Value, name: string, dims: readonly number[]): Value
  /** A tensor as it is, fp32. */
  plain(graph: GraphBuilder, name: string, dims: readonly number[]): Value
  /** A convolution's kernel [outputs, inputs, rows, columns], fp32; `dims` are the checkpoint's. */
  kernel(graph: GraphBuilder, name: string, dims: readonly number[]): Value
}

/** Collects what a graph needs while it is built. */
export class RecordedWeights implements Weights {
  readonly needs: WeightNeed[] = []

  linear(_graph: GraphBuilder, x: Value, name: string, shape: LinearShape): Value {
    const { inputs, outputs, bias = true, precise = false, large = false } = shape
    this.#need({ name: `${name}.weight`, dims: [outputs, inputs], use: large ? 'rows' : 'linear', precise })
    if (bias) this.#need({ name: `${name}.bias`, dims: [outputs], use: 'plain', precise: true })
    return x
  }

  matrix(_graph: GraphBuilder, x: Value, name: string, dims: readonly number[]): Value {
    this.#need({ name, dims, use: 'linear', precise: true })
    return x
  }

  plain(_graph: GraphBuilder, name: string, dims: readonly number[]): Value {
    this.#need({ name, dims, use: 'plain', precise: true })
    return name
  }

  kernel(_graph: GraphBuilder, name: string, dims: readonly number[]): Value {
    this.#need({ name, dims, use: 'kernel', precise: true })
    return name
  }

  #need(need: WeightNeed): void {
    if (!this.needs.some(({ name }) => name === need.name)) this.needs.push(need)
  }
}
