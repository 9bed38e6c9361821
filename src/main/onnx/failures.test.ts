import { describe, expect, it } from 'vitest'
import { LaminaError } from '../../shared/contract/errors.ts'
import { endsIt, loadFailure, runFailure, whyNot } from './failures.ts'

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

  it.each([
    'Failed to load library /ort/libonnxruntime_providers_cuda.so with error: libcudnn.so.9: cannot open shared object file: No such file or directory',
    'Error loading "C:\\ort\\onnxruntime_providers_cuda.dll" which depends on "cublas64_12.dll" which is missing.',
    'LoadLibrary failed with error 126: protobuf.dll',
  ])('of a provider without its libraries are not those of a model: %s', (message) => {
    const failure = loadFailure('x', '/x.onnx', new Error(message))
    expect(failure.code).toBe('ENGINE_FAILED')
    expect(endsIt('cuda', failure, true)).toBe(false)
  })

  it('of a model that is not there are told from them', () => {
    const gone = 'Load model from /x.onnx failed: open file "/x.onnx" fail, errcode = 2 - No such file or directory'
    expect(loadFailure('x', '/x.onnx', new Error(gone)).code).toBe('MODEL_MISSING')
  })

  it('say shortly why a provider is not used', () => {
    const check = 'onnxruntime::webgpu::Initialize(const Config&) status == Success was false. No supported adapters\n'
    expect(whyNot('webgpu', loadFailure('graph:/a/long/path', '/x.onnx', new Error(check)))).toBe(
      'webgpu: No supported adapters',
    )
    const status = '[ONNXRuntimeError] : 1 : FAIL : CUDA failure 700'
    expect(whyNot('cuda', runFailure('graph:/a/long/path', new Error(status)))).toBe('cuda: CUDA failure 700')
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
