/** Preferences, kept in a file of the person's settings. */
import { readPreferences, type Preferences, type PreferencesPatch } from '../../../shared/contract/preferences.ts'
import { readJsonFile, writeJsonFile } from '../json-file.ts'

export class PreferencesFile {
  readonly #file: string
  #known: Promise<Preferences> | undefined

  constructor(file: string) {
    this.#file = file
  }

  async get(): Promise<Preferences> {
    this.#known ??= readJsonFile(this.#file).then(readPreferences)
    return this.#known
  }

  /** Throws OUTPUT_NOT_WRITABLE, DISK_FULL; the preferences are as before then. */
  async set(patch: PreferencesPatch): Promise<Preferences> {
    const before = this.get()
    const changed = before.then(async (known) => {
      const preferences = { ...known, ...patch }
      await writeJsonFile(this.#file, preferences)
      return preferences
    })
    this.#known = changed.catch(() => before)
    return changed
  }
}
