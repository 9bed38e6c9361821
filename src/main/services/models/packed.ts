/** The model of the diffusion engine as it is packed for this machine: where it is, and whether it is whole. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { errorToData, LaminaError } from '../../../shared/contract/errors.ts'
import type { ModelSummary } from '../../../shared/contract/schemas.ts'
import { notInstalled, QWEN_LAYERED } from '../../engines/qwen-layered/installed.ts'
import {
  CONFIG_FOLDER,
  MANIFEST,
  openPackedModel,
  type PackedModel,
  type Precision,
} from '../../engines/qwen-layered/pack/manifest.ts'
import { hashFile, type HashOptions } from '../../files/hash-file.ts'
import { PACKED } from '../../models/folder.ts'
import type { ModelStore } from '../../models/store.ts'
import type { ResolvedModel } from '../../onnx/pool.ts'

export interface PackAdvice {
  /** The best precision for this machine. */
  precision: Precision
  /** OUT_OF_MEMORY where it cannot run here. */
  refusal?: LaminaError
}

export type PackedSummary = NonNullable<ModelSummary['packed']>

/** Whether the model of this id is packed before it is run. */
export function isPackable(id: string): boolean {
  return id === QWEN_LAYERED
}

export class PackedModels {
  readonly #store: Pick<ModelStore, 'folder'>
  readonly #environment: NodeJS.ProcessEnv

  constructor(store: Pick<ModelStore, 'folder'>, environment: NodeJS.ProcessEnv) {
    this.#store = store
    this.#environment = environment
  }

  /** The folder is a person's own, named by LAMINA_QWEN_LAYERED: nothing is packed or deleted there. */
  get isNamed(): boolean {
    return Boolean(this.#environment.LAMINA_QWEN_LAYERED)
  }

  get folder(): string {
    return this.#environment.LAMINA_QWEN_LAYERED || join(this.#store.folder, QWEN_LAYERED, PACKED)
  }

  /** Throws MODEL_MISSING, MODEL_DAMAGED. */
  async open(): Promise<PackedModel> {
    try {
      return await openPackedModel(this.folder)
    } catch (error) {
      if (error instanceof LaminaError && error.code === 'MODEL_MISSING' && !this.isNamed) throw notInstalled(error)
      throw error
    }
  }

  /** For a session pool: the manifest stands for the model. Throws MODEL_MISSING, MODEL_DAMAGED. */
  async resolve(): Promise<ResolvedModel> {
    const { folder } = await this.open()
    const path = join(folder, MANIFEST)
    return { path, folder, files: [MANIFEST], sha256: await hashFile(path), memoryBytes: 0, providers: ['cpu'] }
  }

  async summary({ precision: advised, refusal }: PackAdvice): Promise<PackedSummary> {
    const advice = { advised, refusal: refusal ? errorToData(refusal) : null }
    try {
      const { folder, manifest } = await this.open()
      const { precision } = manifest
      return { state: 'ready', precision, bytes: bytesOf(manifest), folder, ...advice }
    } catch (error) {
      const damaged = error instanceof LaminaError && error.code === 'MODEL_DAMAGED'
      const folder = damaged ? this.folder : null
      return { state: damaged ? 'damaged' : 'missing', precision: null, bytes: 0, folder, ...advice }
    }
  }

  /** Bytes that verify will read. */
  async bytes(): Promise<number> {
    return this.open().then(
      ({ manifest }) => bytesOf(manifest),
      () => 0,
    )
  }

  /**
   * Hashes all files. One that is not what was packed is deleted, so that packing again makes it anew (not in a folder that
   * a person named). Throws MODEL_DAMAGED; MODEL_MISSING where there is nothing.
   */
  async verify(options: HashOptions): Promise<void> {
    const { folder, manifest } = await this.open()
    const files = [
      ...manifest.parts.map(({ file, sha256 }) => ({ path: join(folder, file), sha256 })),
      ...manifest.configs.map(({ path, sha256 }) => ({ path: join(folder, CONFIG_FOLDER, path), sha256 })),
    ]
    for (const { path, sha256 } of files) {
      const found = await hashFile(path, options).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null
        throw error
      })
      if (found === sha256) continue
      if (!this.isNamed) {
        await rm(path, { force: true })
        await rm(join(folder, MANIFEST), { force: true })
      }
      const hint = 'Pack the model again: only what is damaged is made anew.'
      throw new LaminaError('MODEL_DAMAGED', `${path} is not what was packed (sha256).`, hint)
    }
  }
}

function bytesOf({ parts }: PackedModel['manifest']): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0)
}
