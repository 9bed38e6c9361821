/** Writes small ONNX models for tests: just enough of protobuf and of onnx.proto (IR version 8, opset 17). */

export interface GraphValue {
  name: string
  type: keyof typeof elementTypes
  /** A string is a symbolic size. */
  dims: readonly (number | string)[]
}

export interface GraphNode {
  operator: string
  inputs: readonly string[]
  outputs: readonly string[]
  /** Attributes; integers only, the ones tests need. */
  integers?: Record<string, number>
}

export interface Graph {
  inputs: readonly GraphValue[]
  outputs: readonly GraphValue[]
  nodes: readonly GraphNode[]
}

/** TensorProto.DataType. */
const elementTypes = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10 }

/** AttributeProto.AttributeType.INT. */
const INTEGER_ATTRIBUTE = 2

function varint(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest]
    bytes.push((rest % 128) + 128)
  }
}

/** A field of wire type 0 (number) or 2 (text or message). */
function field(number: number, value: number | string | number[]): number[] {
  if (typeof value === 'number') return [...varint(number * 8), ...varint(value)]
  const bytes = typeof value === 'string' ? [...Buffer.from(value)] : value
  return [...varint(number * 8 + 2), ...varint(bytes.length), ...bytes]
}

function valueInfo({ name, type, dims }: GraphValue): number[] {
  const shape = dims.flatMap((dim) => field(1, field(typeof dim === 'number' ? 1 : 2, dim)))
  const tensor = [...field(1, elementTypes[type]), ...field(2, shape)]
  return [...field(1, name), ...field(2, field(1, tensor))]
}

function node({ operator, inputs, outputs, integers = {} }: GraphNode): number[] {
  const attributes = Object.entries(integers).map(([name, value]) => [
    ...field(1, name),
    ...field(3, value),
    ...field(20, INTEGER_ATTRIBUTE),
  ])
  return [
    ...inputs.flatMap((name) => field(1, name)),
    ...outputs.flatMap((name) => field(2, name)),
    ...field(4, operator),
    ...attributes.flatMap((attribute) => field(5, attribute)),
  ]
}

/** The bytes of a ModelProto. */
export function onnxModel(graph: Graph): Uint8Array {
  const body = [
    ...graph.nodes.flatMap((each) => field(1, node(each))),
    ...field(2, 'graph'),
    ...graph.inputs.flatMap((value) => field(11, valueInfo(value))),
    ...graph.outputs.flatMap((value) => field(12, valueInfo(value))),
  ]
  const opset = [...field(1, ''), ...field(2, 17)]
  return Uint8Array.from([...field(1, 8), ...field(7, body), ...field(8, opset)])
}

/** y = x + x. */
export function doublingModel(type: GraphValue['type'] = 'float32'): Uint8Array {
  return onnxModel({
    inputs: [{ name: 'x', type, dims: ['n'] }],
    outputs: [{ name: 'y', type, dims: ['n'] }],
    nodes: [{ operator: 'Add', inputs: ['x', 'x'], outputs: ['y'] }],
  })
}

/** y = x multiplied by itself `times` times: takes long for a large x. */
export function slowModel(times: number): Uint8Array {
  const nodes = Array.from({ length: times }, (_, index) => ({
    operator: 'MatMul',
    inputs: [index === 0 ? 'x' : `x${index}`, 'x'],
    outputs: [index === times - 1 ? 'y' : `x${index + 1}`],
  }))
  return onnxModel({
    inputs: [{ name: 'x', type: 'float32', dims: ['n', 'n'] }],
    outputs: [{ name: 'y', type: 'float32', dims: ['n', 'n'] }],
    nodes,
  })
}
