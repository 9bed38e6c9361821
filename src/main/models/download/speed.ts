/** How fast bytes come, and how long the rest will take. */

/** Time constant of the smoothing, milliseconds. */
const SMOOTHING = 3000
/** Shorter spans are counted together: the clock is too coarse for them. */
const SHORTEST_SPAN = 100

export class SpeedMeter {
  readonly #now: () => number
  #since: number
  #pending = 0
  #speed: number | null = null

  /** `now` is a clock in milliseconds that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
    this.#since = now()
  }

  add(bytes: number): void {
    this.#pending += bytes
    const span = this.#now() - this.#since
    if (span < SHORTEST_SPAN) return
    const measured = (1000 * Math.max(0, this.#pending)) / span
    const weight = 1 - Math.exp(-span / SMOOTHING)
    this.#speed = this.#speed === null ? measured : this.#speed + (measured - this.#speed) * weight
    this.#since += span
    this.#pending = 0
  }

  /** Bytes a second; 0 until there is something to go by. */
  get bytesPerSecond(): number {
    return this.#speed ?? 0
  }

  /** For so many more bytes; null until there is something to go by. */
  secondsLeft(bytes: number): number | null {
    if (bytes <= 0) return 0
    return this.#speed === null || this.#speed < 1 ? null : bytes / this.#speed
  }
}
