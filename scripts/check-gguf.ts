/**
 * `node scripts/run.mjs scripts/check-gguf.ts FILE.gguf FILE.safetensors`: every tensor of the first must have the values of
 * the second, bit for bit. scripts/make-gguf.py makes such a pair. Exit code 1 when one has not.
 */
import { openGguf } from '../src/main/engines/qwen-layered/checkpoint/gguf.ts'
import { openSafetensors } from '../src/main/engines/qwen-layered/checkpoint/safetensors.ts'
import type { SourceTensor } from '../src/main/engines/qwen-layered/checkpoint/source.ts'
import { FileReader } from '../src/main/engines/qwen-layered/pack/tensor-reader.ts'

const [gguf, safetensors] = process.argv.slice(2)
if (!gguf || !safetensors) throw new Error('Give a GGUF file and the safetensors file with its values.')
const reader = new FileReader()
const valuesOf = (tensor: SourceTensor) => reader.read(tensor, 0, tensor.dims[0], tensor.dims[1])
const { tensors } = await openGguf(gguf)
for (const expected of (await openSafetensors(safetensors)).tensors) {
  const tensor = tensors.get(expected.name)
  if (!tensor) throw new Error(`${gguf} has no ${expected.name}.`)
  const values = await valuesOf(tensor)
  const others = await valuesOf(expected)
  const differing = values.filter((value, i) => value !== others[i]).length
  console.log(`${expected.name.padEnd(6)} ${tensor.dims.join(' x ')}: ${differing} of ${others.length} values differ`)
  if (differing > 0 || values.length !== others.length) process.exitCode = 1
}
await reader.close()
