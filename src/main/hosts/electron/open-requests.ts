/** Files that the system asks the program to open, kept until there are windows. null: just come to the front. */
export class OpenRequests {
  readonly #kept: (string | null)[] = []
  #listener: ((file: string | null) => void) | undefined

  open(file: string | null): void {
    if (this.#listener) this.#listener(file)
    else this.#kept.push(file)
  }

  /** Takes the first file that was asked for; null where none was. */
  first(): string | null {
    const index = this.#kept.findIndex((file) => file !== null)
    return index < 0 ? null : this.#kept.splice(index, 1)[0]
  }

  /** Also tells of those that came before. */
  listen(listener: (file: string | null) => void): void {
    this.#listener = listener
    for (const file of this.#kept.splice(0)) listener(file)
  }
}
