/**
 * Writes ONNX models (IR version 10, opset 20, and ONNX Runtime's own operators), weights left outside as external data.
 * The messages are generated from onnx.proto (ONNX 1.23) by protoc-gen-es: see generated/.
 */
import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf'
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './generated/onnx_pb.js'

/** The name of a tensor in the graph. */
export type Value = string

export type ElementType = 'float32' | 'float16' | 'uint8' | 'int64'

/** A number, or the name of a size that is known only when the graph runs. */
export type Dimension = number | string

/** Text is a string attribute, whole numbers are integers; a float is said to be one. */
export type Attribute = number | string | readonly number[] | { float: number }

/** Where a tensor's bytes are: a file beside the model, and the range in it. */
export interface ExternalData {
  file: string
  offset: number
  length: number
}

export interface NodeOptions {
  attributes?: Readonly<Record<string, Attribute>>
  /** ONNX Runtime's own operators are in `com.microsoft`. */
  domain?: '' | 'com.microsoft'
}

const elementTypes = {
  float32: TensorProto_DataType.FLOAT,
  float16: TensorProto_DataType.FLOAT16,
  uint8: TensorProto_DataType.UINT8,
  int64: TensorProto_DataType.INT64,
}

const IR_VERSION = 10n
const OPSET = 20n
const PRODUCER = 'lamina'

export class GraphBuilder {
  readonly #nodes: NodeProto[] = []
  readonly #initializers = new Map<string, TensorProto>()
  readonly #inputs: ValueInfoProto[] = []
  readonly #outputs: ValueInfoProto[] = []
  #values = 0

  input(name: string, dims: readonly Dimension[], type: ElementType = 'float32'): Value {
    this.#inputs.push(valueInfo(name, dims, type))
    return name
  }

  /** Gives a value to whoever runs the graph, under a name. */
  output(name: string, value: Value, dims: readonly Dimension[], type: ElementType = 'float32'): void {
    this.#nodes.push(create(NodeProtoSchema, { opType: 'Identity', name, input: [value], output: [name] }))
    this.#outputs.push(valueInfo(name, dims, type))
  }

  /** Adds a node with one output. An empty name in `inputs` leaves an optional input out. */
  node(operator: string, inputs: readonly Value[], options: NodeOptions = {}): Value {
    return this.nodes(operator, inputs, 1, options)[0]
  }

  /** Adds a node with several outputs. */
  nodes(operator: string, inputs: readonly Value[], outputs: number, options: NodeOptions = {}): Value[] {
    const names = Array.from({ length: outputs }, () => `${operator}_${++this.#values}`)
    const { attributes = {}, domain = '' } = options
    this.#nodes.push(
      create(NodeProtoSchema, {
        opType: operator,
        name: names[0],
        domain,
        input: [...inputs],
        output: names,
        attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
      }),
    )
    return names
  }

  /** A small constant that is part of the graph. */
  floats(values: readonly number[], dims: readonly number[] = [values.length]): Value {
    return this.#constant(`f${dims.join('x')}:${values.join(',')}`, {
      dims: dims.map(BigInt),
      dataType: TensorProto_DataType.FLOAT,
      floatData: [...values],
    })
  }

  /** The number 1 (or another) as often as `count` says. */
  filled(value: number, count: number): Value {
    const bytes = new Uint8Array(Float32Array.from({ length: count }, () => value).buffer)
    return this.#constant(`fill${count}:${value}`, {
      dims: [BigInt(count)],
      dataType: TensorProto_DataType.FLOAT,
      rawData: bytes,
    })
  }

  scalar(value: number): Value {
    return this.floats([value], [])
  }

  integers(values: readonly number[]): Value {
    return this.#constant(`i:${values.join(',')}`, {
      dims: [BigInt(values.length)],
      dataType: TensorProto_DataType.INT64,
      int64Data: values.map(BigInt),
    })
  }

  /** A weight whose bytes are in a file beside the model. */
  external(name: string, dims: readonly number[], type: ElementType, data: ExternalData): Value {
    if (this.#initializers.has(name)) return name
    const entry = (key: string, value: string) => create(StringStringEntryProtoSchema, { key, value })
    const tensor = create(TensorProtoSchema, {
      name,
      dims: dims.map(BigInt),
      dataType: elementTypes[type],
      dataLocation: TensorProto_DataLocation.EXTERNAL,
      externalData: [
        entry('location', data.file),
        entry('offset', String(data.offset)),
        entry('length', String(data.length)),
      ],
    })
    this.#initializers.set(name, tensor)
    return name
  }

  /** The bytes of the ModelProto. */
  build(name: string): Uint8Array {
    const model = create(ModelProtoSchema, {
      irVersion: IR_VERSION,
      producerName: PRODUCER,
      opsetImport: [
        create(OperatorSetIdProtoSchema, { domain: '', version: OPSET }),
        create(OperatorSetIdProtoSchema, { domain: 'com.microsoft', version: 1n }),
      ],
      graph: create(GraphProtoSchema, {
        name,
        node: this.#nodes,
        initializer: [...this.#initializers.values()],
        input: this.#inputs,
        output: this.#outputs,
      }),
    })
    return toBinary(ModelProtoSchema, model)
  }

  #constant(name: string, tensor: MessageInitShape<typeof TensorProtoSchema>): Value {
    if (!this.#initializers.has(name)) this.#initializers.set(name, create(TensorProtoSchema, { ...tensor, name }))
    return name
  }
}

function attribute(name: string, value: Attribute): AttributeProto {
  const { FLOAT, INT, INTS, STRING } = AttributeProto_AttributeType
  if (typeof value === 'number') return create(AttributeProtoSchema, { name, type: INT, i: BigInt(value) })
  if (typeof value === 'string') {
    return create(AttributeProtoSchema, { name, type: STRING, s: new TextEncoder().encode(value) })
  }
  if ('float' in value) return create(AttributeProtoSchema, { name, type: FLOAT, f: value.float })
  return create(AttributeProtoSchema, { name, type: INTS, ints: value.map(BigInt) })
}

function valueInfo(name: string, dims: readonly Dimension[], type: ElementType): ValueInfoProto {
  const dim = dims.map((size) =>
    create(TensorShapeProto_DimensionSchema, {
      value: typeof size === 'number' ? { case: 'dimValue', value: BigInt(size) } : { case: 'dimParam', value: size },
    }),
  )
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, {
      value: {
        case: 'tensorType',
        value: create(TypeProto_TensorSchema, {
          elemType: elementTypes[type],
          shape: create(TensorShapeProtoSchema, { dim }),
        }),
      },
    }),
  })
}
