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
  /** Attributes; those that tests need. */
  integers?: Record<string, number>
  integerLists?: Record<string, readonly number[]>
}

/** A tensor that is part of the graph. */
export interface GraphConstant {
  name: string
  dims: readonly number[]
  values: Float32Array | BigInt64Array
}

export interface Graph {
  inputs: readonly GraphValue[]
  outputs: readonly GraphValue[]
  nodes: readonly GraphNode[]
  constants?: readonly GraphConstant[]
}

/** TensorProto.DataType. */
const elementTypes = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10 }

/** AttributeProto.AttributeType. */
const INTEGER_ATTRIBUTE = 2
const INTEGERS_ATTRIBUTE = 7

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

function constant({ name, dims, values }: GraphConstant): number[] {
  const type = values instanceof Float32Array ? elementTypes.float32 : elementTypes.int64
  const bytes = [...new Uint8Array(values.buffer, values.byteOffset, values.byteLength)]
  return [...dims.flatMap((dim) => field(1, dim)), ...field(2, type), ...field(8, name), ...field(9, bytes)]
}

function node({ operator, inputs, outputs, integers = {}, integerLists = {} }: GraphNode): number[] {
  const single = Object.entries(integers).map(([name, value]) => [
    ...field(1, name),
    ...field(3, value),
    ...field(20, INTEGER_ATTRIBUTE),
  ])
  const lists = Object.entries(integerLists).map(([name, values]) => [
    ...field(1, name),
    ...values.flatMap((value) => field(8, value)),
    ...field(20, INTEGERS_ATTRIBUTE),
  ])
  const attributes = [...single, ...lists]
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
    ...(graph.constants ?? []).flatMap((each) => field(5, constant(each))),
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
