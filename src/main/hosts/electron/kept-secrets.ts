/** Secrets in a file of the settings, encrypted by the system: Keychain, DPAPI, or the desktop's keyring. */
import { SessionSecrets, type SecretKeeper } from '../../services/editor/secrets.ts'
import { readJsonFile, writeJsonFile } from '../../services/json-file.ts'

/** Of Electron's safeStorage, what is needed. */
export type Encryption = Pick<
  Electron.SafeStorage,
  'isEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptString' | 'decryptString'
>

export class KeptSecrets implements SecretKeeper {
  readonly #file: string
  readonly #encryption: Encryption
  readonly #platform: NodeJS.Platform
  /** For systems that would only pretend to encrypt. */
  readonly #session = new SessionSecrets()

  constructor(file: string, encryption: Encryption, platform: NodeJS.Platform = process.platform) {
    this.#file = file
    this.#encryption = encryption
    this.#platform = platform
  }

  get keeps(): boolean {
    if (!this.#encryption.isEncryptionAvailable()) return false
    // Without a keyring, Linux would use a key that everyone knows.
    return this.#platform !== 'linux' || this.#encryption.getSelectedStorageBackend() !== 'basic_text'
  }

  async read(name: string): Promise<string | null> {
    const kept = (await this.#all())[name]
    if (kept === undefined || !this.keeps) return this.#session.read(name)
    try {
      return this.#encryption.decryptString(Buffer.from(kept, 'base64'))
    } catch {
      return null // Of another account or system: it is asked for again.
    }
  }

  async write(name: string, value: string | null): Promise<void> {
    if (!this.keeps && value !== null) return this.#session.write(name, value)
    await this.#session.write(name, null)
    const { [name]: before, ...others } = await this.#all()
    if (value === null && before === undefined) return
    const kept = value === null ? {} : { [name]: this.#encryption.encryptString(value).toString('base64') }
    await writeJsonFile(this.#file, { ...others, ...kept })
  }

  async #all(): Promise<Record<string, string>> {
    const value = await readJsonFile(this.#file)
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
    return Object.fromEntries(entries.filter(([, text]) => typeof text === 'string'))
  }
}
