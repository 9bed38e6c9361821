/** Secrets in a file of the settings, encrypted by the system: Keychain, DPAPI, or the desktop's keyring. */
import { safeStorage } from 'electron'
import type { SecretKeeper } from '../../services/editor/secrets.ts'
import { SessionSecrets } from '../../services/editor/secrets.ts'
import { readJsonFile, writeJsonFile } from '../../services/json-file.ts'

export class KeptSecrets implements SecretKeeper {
  readonly #file: string
  /** For systems that would only pretend to encrypt. */
  readonly #session = new SessionSecrets()

  constructor(file: string) {
    this.#file = file
  }

  get keeps(): boolean {
    if (!safeStorage.isEncryptionAvailable()) return false
    // Without a keyring, Linux would use a key that everyone knows.
    return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'
  }

  async read(name: string): Promise<string | null> {
    const kept = (await this.#all())[name]
    if (kept === undefined || !this.keeps) return this.#session.read(name)
    try {
      return safeStorage.decryptString(Buffer.from(kept, 'base64'))
    } catch {
      return null // Of another account or system: it is asked for again.
    }
  }

  async write(name: string, value: string | null): Promise<void> {
    if (!this.keeps && value !== null) return this.#session.write(name, value)
    await this.#session.write(name, null)
    const { [name]: before, ...others } = await this.#all()
    if (value === null && before === undefined) return
    const kept = value === null ? {} : { [name]: safeStorage.encryptString(value).toString('base64') }
    await writeJsonFile(this.#file, { ...others, ...kept })
  }

  async #all(): Promise<Record<string, string>> {
    const value = await readJsonFile(this.#file)
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
    return Object.fromEntries(entries.filter(([, text]) => typeof text === 'string'))
  }
}
