/** Cheapest paths over a grid. */

export interface PathTree {
  /** Cost of the cheapest path from the start, Infinity where none leads. */
  cost: Float32Array
  /** The pixel before on that path, -1 at the start and where none leads. */
  previous: Int32Array
}

/**
 * Dijkstra's algorithm over the eight neighbours. Entering a pixel costs its value times the step's length; pixels with
 * infinite cost are closed.
 */
export function cheapestPaths(cost: Float32Array, width: number, height: number, start: number): PathTree {
  const total = new Float32Array(cost.length).fill(Infinity)
  const previous = new Int32Array(cost.length).fill(-1)
  const done = new Uint8Array(cost.length)
  const heap = new MinHeap()
  total[start] = 0
  heap.push(0, start)
  for (let at = heap.pop(); at >= 0; at = heap.pop()) {
    if (done[at]) continue
    done[at] = 1
    const x = at % width
    const y = (at - x) / width
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const nx = x + dx
        const ny = y + dy
        if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue
        const to = ny * width + nx
        if (done[to] || cost[to] === Infinity) continue
        const next = total[at] + cost[to] * (dx !== 0 && dy !== 0 ? Math.SQRT2 : 1)
        if (next >= total[to]) continue
        total[to] = next
        previous[to] = at
        heap.push(next, to)
      }
    }
  }
  return { cost: total, previous }
}

/** The pixels from the tree's start to `end`; empty where no path leads there. */
export function pathTo(tree: PathTree, end: number): number[] {
  if (tree.cost[end] === Infinity) return []
  const out: number[] = []
  for (let at = end; at >= 0; at = tree.previous[at]) out.push(at)
  return out.reverse()
}

/** A binary heap of numbers by their keys; equal keys come in the order of the numbers. */
export class MinHeap {
  private readonly keys: number[] = []
  private readonly values: number[] = []

  push(key: number, value: number): void {
    let at = this.keys.length
    this.keys.push(key)
    this.values.push(value)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.before(at, parent)) break
      this.swap(at, parent)
      at = parent
    }
  }

  /** The number with the least key, or -1 when there is none. */
  pop(): number {
    if (this.keys.length === 0) return -1
    const top = this.values[0]
    const key = this.keys.pop() as number
    const value = this.values.pop() as number
    if (this.keys.length > 0) {
      this.keys[0] = key
      this.values[0] = value
      for (let at = 0; ;) {
        const left = 2 * at + 1
        if (left >= this.keys.length) break
        const child = left + 1 < this.keys.length && this.before(left + 1, left) ? left + 1 : left
        if (!this.before(child, at)) break
        this.swap(at, child)
        at = child
      }
    }
    return top
  }

  private before(a: number, b: number): boolean {
    return this.keys[a] < this.keys[b] || (this.keys[a] === this.keys[b] && this.values[a] < this.values[b])
  }

  private swap(a: number, b: number): void {
    ;[this.keys[a], this.keys[b]] = [this.keys[b], this.keys[a]]
    ;[this.values[a], this.values[b]] = [this.values[b], this.values[a]]
  }
}
