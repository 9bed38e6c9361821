/** What only a person can tell of the machine. */

/** GB of GPU memory by LAMINA_VRAM; null where it says none. */
export function gpuMemoryByEnvironment(environment: NodeJS.ProcessEnv): number | null {
  const gigabytes = Number(environment.LAMINA_VRAM)
  return Number.isFinite(gigabytes) && gigabytes > 0 ? gigabytes : null
}

/** Bytes; undefined where nobody said, and models are planned for the CPU. `preferred` is in GB, and comes after LAMINA_VRAM. */
export function gpuMemoryOf(environment: NodeJS.ProcessEnv, preferred: number | null): number | undefined {
  const gigabytes = gpuMemoryByEnvironment(environment) ?? preferred
  return gigabytes === null ? undefined : gigabytes * 1024 ** 3
}
