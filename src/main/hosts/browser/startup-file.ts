/** The file that the program was started with: for one window at a time, so that a reload of it opens it again. */
export class StartupFile {
  readonly #path: string | null
  #taken = false

  constructor(path: string | null) {
    this.#path = path
  }

  forWindow(): { startup(): string | null; takeStartup(): string | null; release(): void } {
    let own = false
    const startup = () => (this.#taken && !own ? null : this.#path)
    return {
      startup,
      takeStartup: () => {
        const path = startup()
        if (path !== null) this.#taken = own = true
        return path
      },
      release: () => {
        if (own) this.#taken = own = false
      },
    }
  }
}
