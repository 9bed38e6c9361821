/** What must not lie in a file as it is: a host says how it is kept. */
export interface SecretKeeper {
  /** What is written now outlasts the program, encrypted by the system. */
  readonly keeps: boolean
  read(name: string): Promise<string | null>
  /** null: forgets it. Throws as writing a file does. */
  write(name: string, value: string | null): Promise<void>
}

/** For as long as the program runs. */
export class SessionSecrets implements SecretKeeper {
  readonly keeps = false
  readonly #values = new Map<string, string>()

  async read(name: string): Promise<string | null> {
    return this.#values.get(name) ?? null
  }

  async write(name: string, value: string | null): Promise<void> {
    if (value === null) this.#values.delete(name)
    else this.#values.set(name, value)
  }
}
