/** Solves one pixel of the stack: colours first, and alphas only where no 8-bit colour can do it. */

/**
 * Largest distance from the wanted value that still rounds to it, with room for a reader that computes in
 * single precision.
 */
const TOLERANCE = 0.49

/** The backdrop takes what is left over only where it is seen nearly alone: elsewhere outlines would stay behind when a layer is moved. */
const BACKDROP_SHARE = 0.9
const BACKDROP_RESIDUAL = 2

/** Reused for every pixel, so that nothing is allocated in the loop. */
export class PixelSolver {
  /** Number of layers at this pixel, and for each: its place in the stack. */
  count = 0
  readonly layer: Int32Array
  private readonly alpha: Int32Array
  private readonly color: Float64Array
  /** Share of the result that comes from each layer, and the order to correct them in. */
  private readonly weight: Float64Array
  private readonly order: Int32Array
  private readonly target = new Float64Array(3)
  private readonly residual = new Float64Array(3)

  constructor(layers: number) {
    this.layer = new Int32Array(layers)
    this.alpha = new Int32Array(layers)
    this.color = new Float64Array(layers * 3)
    this.weight = new Float64Array(layers)
    this.order = new Int32Array(layers)
  }

  begin(): void {
    this.count = 0
  }

  /** Adds the next layer above. Alpha 1..255, colours 0..255 (rounded here). The first one is the backdrop, opaque where the picture is. */
  add(layer: number, alpha: number, red: number, green: number, blue: number): void {
    const n = this.count++
    this.layer[n] = layer
    this.alpha[n] = alpha
    this.color[n * 3] = clampByte(red)
    this.color[n * 3 + 1] = clampByte(green)
    this.color[n * 3 + 2] = clampByte(blue)
  }

  /** Changes colours, and where it must alphas, so that the layers give this straight-alpha pixel. */
  solve(red: number, green: number, blue: number, alpha: number): void {
    this.target[0] = red
    this.target[1] = green
    this.target[2] = blue
    if (alpha < 255) return this.giveToOne(alpha)
    this.alpha[0] = 255
    this.weigh()
    // What an opaque layer hides keeps its estimated colour; nothing above needs it.
    this.measure()
    if (this.solved()) return
    this.correctColors()
    if (!this.solved()) this.raiseAlpha()
  }

  /** Stores layer n's pixel at the offset. */
  write(n: number, target: Uint8Array, offset: number): void {
    target[offset] = this.color[n * 3]
    target[offset + 1] = this.color[n * 3 + 1]
    target[offset + 2] = this.color[n * 3 + 2]
    target[offset + 3] = this.alpha[n]
  }

  private weigh(): void {
    let clear = 1
    for (let n = this.count - 1; n >= 0; n--) {
      const a = this.alpha[n] / 255
      this.weight[n] = a * clear
      clear *= 1 - a
    }
  }

  private measure(): void {
    for (let c = 0; c < 3; c++) {
      let sum = 0
      for (let n = 0; n < this.count; n++) sum += this.weight[n] * this.color[n * 3 + c]
      this.residual[c] = this.target[c] - sum
    }
  }

  private solved(): boolean {
    return this.worst() <= TOLERANCE
  }

  private worst(): number {
    return Math.max(Math.abs(this.residual[0]), Math.abs(this.residual[1]), Math.abs(this.residual[2]))
  }

  /** Puts the residual into the layers, the most visible first. */
  private correctColors(): void {
    const backdropTakes =
      this.count === 1 ||
      (this.weight[0] > BACKDROP_SHARE && this.worst() <= BACKDROP_RESIDUAL) ||
      this.weight[0] > 0.999
    this.sortByWeight()
    for (let i = 0; i < this.count; i++) {
      const n = this.order[i]
      const weight = this.weight[n]
      if (weight <= 0 || (n === 0 && !backdropTakes)) continue
      for (let c = 0; c < 3; c++) {
        if (Math.abs(this.residual[c]) <= TOLERANCE) continue
        const before = this.color[n * 3 + c]
        const after = clampByte(before + this.residual[c] / weight)
        this.color[n * 3 + c] = after
        this.residual[c] -= weight * (after - before)
      }
      if (this.solved()) return
    }
  }

  private sortByWeight(): void {
    for (let i = 0; i < this.count; i++) {
      let at = i
      while (at > 0 && this.weight[this.order[at - 1]] < this.weight[i]) {
        this.order[at] = this.order[at - 1]
        at--
      }
      this.order[at] = i
    }
  }

  /**
   * The topmost layer's alpha is raised until its colour fits into 8 bit: with B what lies below, T = αC + (1−α)B has a
   * colour C in 0..255 as soon as α ≥ (T−B)/(255−B) where T is lighter and (B−T)/B where it is darker. At α = 1 it is T.
   */
  private raiseAlpha(): void {
    const top = this.count - 1
    for (let alpha = this.leastAlpha(top); alpha <= 255; alpha++) {
      this.alpha[top] = alpha
      const a = alpha / 255
      let fits = true
      for (let c = 0; c < 3; c++) {
        const below = this.below(top, c)
        const color = clampByte((this.target[c] - (1 - a) * below) / a)
        this.color[top * 3 + c] = color
        if (Math.abs(a * color + (1 - a) * below - this.target[c]) > TOLERANCE) fits = false
      }
      if (fits) return
    }
  }

  private leastAlpha(top: number): number {
    let least = this.alpha[top] / 255
    for (let c = 0; c < 3; c++) {
      const below = this.below(top, c)
      const target = this.target[c]
      if (target > below) least = Math.max(least, (target - below) / (255 - below))
      else if (target < below) least = Math.max(least, (below - target) / below)
    }
    return Math.max(1, Math.min(255, Math.floor(least * 255)))
  }

  /** Value of a channel under layer `top`. */
  private below(top: number, channel: number): number {
    let value = 0
    for (let n = 0; n < top; n++) {
      const a = this.alpha[n] / 255
      value = a * this.color[n * 3 + channel] + (1 - a) * value
    }
    return value
  }

  /** A picture's own transparency: one layer holds the pixel as it is, the others are clear. */
  private giveToOne(alpha: number): void {
    let owner = 0
    this.weigh()
    for (let n = 1; n < this.count; n++) if (this.weight[n] > this.weight[owner]) owner = n
    // Where nothing is seen, the backdrop keeps the picture's colour.
    if (alpha === 0) owner = 0
    for (let n = 0; n < this.count; n++) this.alpha[n] = 0
    this.alpha[owner] = alpha
    for (let c = 0; c < 3; c++) this.color[owner * 3 + c] = this.target[c]
  }
}

function clampByte(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.round(value)
}
