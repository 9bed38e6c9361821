/** How messages get from one side to the other. Messages are plain JSON data; they arrive whole and in order. */
export interface Transport {
  /** After the transport is closed, messages go nowhere. */
  send(message: unknown): void
  /** One listener; messages that came before it are kept for it. */
  onMessage(listener: (message: unknown) => void): void
  /** Called once, also when it is closed already. */
  onClose(listener: () => void): void
  close(): void
}

/** What the transports have in common: one listener for messages, and closing once. */
export class TransportEnd {
  readonly #kept: unknown[] = []
  #listener: ((message: unknown) => void) | null = null
  readonly #closeListeners: (() => void)[] = []
  #closed = false

  get closed(): boolean {
    return this.#closed
  }

  receive(message: unknown): void {
    if (this.#closed) return
    if (this.#listener) this.#listener(message)
    else this.#kept.push(message)
  }

  listen(listener: (message: unknown) => void): void {
    this.#listener = listener
    for (const message of this.#kept.splice(0)) listener(message)
  }

  onClose(listener: () => void): void {
    if (this.#closed) listener()
    else this.#closeListeners.push(listener)
  }

  /** Whether it was open until now. */
  close(): boolean {
    if (this.#closed) return false
    this.#closed = true
    for (const listener of this.#closeListeners.splice(0)) listener()
    return true
  }
}
