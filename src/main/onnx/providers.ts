/** Which of ONNX Runtime's execution providers a model runs on. */
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export type Provider = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml'

export const providers: readonly Provider[] = ['cuda', 'dml', 'coreml', 'webgpu', 'cpu']

/** Which provider a session got, and why not another. */
export interface ProviderChoice {
  provider: Provider
  reasons: string[]
}

export interface Backend {
  name: string
  /** Whether it can be used as it is; if not, `reason` says what is missing. */
  usable: boolean
  reason: string
}

/** A backend as ONNX Runtime lists it: known to this build, and brought along by the package. */
export interface ListedBackend {
  name: string
  bundled: boolean
}

const linuxVulkan = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/usr/local/lib',
]

/** Why WebGPU cannot be used on Linux, or '': a software Vulkan device would be slower than the CPU provider. */
function webgpuObstacle(): string {
  if (process.platform !== 'linux') return ''
  const devices = existsSync('/dev/dri') ? readdirSync('/dev/dri') : []
  if (!devices.some((name) => name.startsWith('renderD')) && !existsSync('/dev/nvidia0')) return 'no GPU device'
  return linuxVulkan.some((folder) => existsSync(join(folder, 'libvulkan.so.1')))
    ? ''
    : 'no Vulkan loader (libvulkan.so.1)'
}

/** Why CUDA cannot be used, or '': its libraries are a download of their own. */
function cudaObstacle(): string {
  const root = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'))
  const library = process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so'
  const file = join(root, 'bin/napi-v6', process.platform, process.arch, library)
  if (!existsSync(file)) return 'its libraries are not installed'
  return process.platform === 'linux' && !existsSync('/dev/nvidia0') ? 'no NVIDIA device' : ''
}

/** What can be used of what ONNX Runtime lists (`listSupportedBackends()`). */
export function examineBackends(listed: readonly ListedBackend[]): Backend[] {
  return listed.map(({ name, bundled }) => {
    let reason = bundled || name === 'cuda' ? '' : 'its libraries are not installed'
    if (name === 'webgpu') reason ||= webgpuObstacle()
    if (name === 'cuda') reason ||= cudaObstacle()
    return { name, usable: reason === '', reason }
  })
}

/**
 * The providers to try, in order, ending with the CPU, and why the others are left out. With `insist` (the person named
 * them) a provider is tried whatever the examination says.
 */
export function chooseProviders(
  preferred: readonly Provider[],
  backends: readonly Backend[],
  insist = false,
): { order: Provider[]; reasons: string[] } {
  const order: Provider[] = []
  const reasons: string[] = []
  for (const provider of preferred) {
    if (provider === 'cpu') break
    const backend = backends.find((candidate) => candidate.name === provider)
    if (backend?.usable || (backend && insist)) order.push(provider)
    else if (backend) reasons.push(`${provider}: ${backend.reason}`)
    else if (insist) reasons.push(`${provider}: not in ONNX Runtime for ${process.platform} ${process.arch}`)
  }
  return { order: [...order, 'cpu'], reasons }
}

/** The providers a person asks for in LAMINA_PROVIDERS (a comma list), or undefined for each model's own preference. */
export function requestedProviders(environment: NodeJS.ProcessEnv): Provider[] | undefined {
  const names = (environment.LAMINA_PROVIDERS ?? '').split(',').map((name) => name.trim())
  const known = names.filter((name): name is Provider => (providers as readonly string[]).includes(name))
  return known.length > 0 ? known : undefined
}
