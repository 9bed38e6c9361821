import { describe, expect, it } from 'vitest'
import { LaminaError } from '../../shared/contract/errors.ts'
import { endsIt, loadFailure, runFailure } from './failures.ts'

describe('failures of ONNX Runtime', () => {
  it.each([
    ['[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : std::bad_alloc', 'OUT_OF_MEMORY'],
    ['CUDA failure 2: out of memory ; GPU=0', 'OUT_OF_MEMORY'],
    ['Failed to allocate memory for requested buffer of size 120000000', 'OUT_OF_MEMORY'],
    ['Non-zero status code returned while running MatMul node.', 'ENGINE_FAILED'],
  ] as const)('in a run: %s', (message, code) => {
    expect(runFailure('x', new Error(message))).toMatchObject({ code, hint: expect.stringMatching(/./) })
    expect(loadFailure('x', '/x.onnx', new Error(message))).toMatchObject({ code, hint: expect.stringMatching(/./) })
  })

  it('are left to the CPU, unless it would fail likewise', () => {
    const failure = (code: LaminaError['code']) => new LaminaError(code, 'It failed.')
    expect(endsIt('cuda', failure('ENGINE_FAILED'))).toBe(false)
    expect(endsIt('cpu', failure('ENGINE_FAILED'))).toBe(true)
    expect(endsIt('webgpu', failure('MODEL_DAMAGED'))).toBe(true)
    expect(endsIt('cuda', failure('OUT_OF_MEMORY'))).toBe(false)
    // Whoever planned the memory wants to know.
    expect(endsIt('cuda', failure('OUT_OF_MEMORY'), true)).toBe(true)
  })
})
