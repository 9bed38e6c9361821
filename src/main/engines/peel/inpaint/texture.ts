/**
 * Grain for a smooth fill: the fine detail around a hole, laid over it in overlapping tiles that are blended so that
 * their variance stays (after Heitz & Neyret, "High-Performance By-Example Noise", 2018).
 */
import type { Mask, RgbF } from '../../../imaging/pixels.ts'

/** Side of a tile and the step between tiles, pixels. */
const TILE = 32
const STEP = TILE / 2
/** Cells a side in which a tile's smooth colours are compared. */
const CELLS = 4
/** Cost of one tile length of distance, squared levels: what lies near is likelier to continue. */
const DISTANCE_COST = 12
/** Cost of a tile whose detail is stronger or weaker than what surrounds the place, per squared level. */
const ENERGY_COST = 4
/** Cost of each time a tile was taken before, squared levels: repeats show. */
const REPEAT_COST = 60
/** What continuing a neighbour's tile saves, squared levels: large pieces look better than many. */
const CONTINUE_GAIN = 120
/** Most that a seed adds to the cost of a tile, squared levels. */
const LUCK_COST = 400
/** Detail is toned down to this many times the strength that surrounds the place. */
const STRONGEST = 1.5

interface Tile {
  column: number
  row: number
  /** Mean smooth colours of its cells. */
  cells: Float32Array
  /** Root mean square of its detail. */
  energy: number
}

interface Choice {
  source: Tile
  gain: number
}

interface Grid {
  columns: number
  rows: number
}

/**
 * Detail (zero mean, levels) for the pixels of the hole, 0 elsewhere. `smooth` is the low-pass picture with the hole
 * already filled, `detail` the rest, valid outside the hole. Tiles come from where the smooth colours are alike, near by;
 * a `seed` other than 0 makes some of them likelier than others.
 */
export function layTexture(smooth: RgbF, detail: Float32Array, hole: Mask, seed = 0): Float32Array {
  const { width, height } = hole
  // Tile (0, 0) begins one step outside the picture, so that every pixel lies in four tiles.
  const grid: Grid = { columns: Math.ceil(width / STEP) + 1, rows: Math.ceil(height / STEP) + 1 }
  const wanted: Tile[] = []
  const sources: (Tile | undefined)[] = new Array(grid.columns * grid.rows)
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const missing = missingPixels(hole, (column - 1) * STEP, (row - 1) * STEP)
      if (missing === null) continue
      const tile = tileAt(smooth, detail, column, row)
      if (missing > 0) wanted.push(tile)
      else sources[row * grid.columns + column] = tile
    }
  }
  const choices = chooseTiles(wanted, sources, grid, seed)
  return blend(choices, detail, hole, grid)
}

/** Pixels of the tile in the hole; null when it leaves the picture without touching the hole. */
function missingPixels(hole: Mask, x: number, y: number): number | null {
  let n = 0
  for (let v = Math.max(0, y); v < Math.min(hole.height, y + TILE); v++) {
    for (let u = Math.max(0, x); u < Math.min(hole.width, x + TILE); u++) n += hole.data[v * hole.width + u]
  }
  const inside = x >= 0 && y >= 0 && x + TILE <= hole.width && y + TILE <= hole.height
  return n > 0 || inside ? n : null
}

function tileAt(smooth: RgbF, detail: Float32Array, column: number, row: number): Tile {
  const x = (column - 1) * STEP
  const y = (row - 1) * STEP
  const { width, height } = smooth
  const cells = new Float32Array(CELLS * CELLS * 3)
  const size = TILE / CELLS
  for (let j = 0; j < CELLS; j++) {
    for (let i = 0; i < CELLS; i++) {
      const u = Math.min(width - 1, Math.max(0, x + i * size + size / 2))
      const v = Math.min(height - 1, Math.max(0, y + j * size + size / 2))
      for (let c = 0; c < 3; c++) cells[(j * CELLS + i) * 3 + c] = smooth.data[(v * width + u) * 3 + c]
    }
  }
  let sum = 0
  for (let v = Math.max(0, y); v < Math.min(height, y + TILE); v++) {
    for (let k = (v * width + Math.max(0, x)) * 3; k < (v * width + Math.min(width, x + TILE)) * 3; k++) {
      sum += detail[k] ** 2
    }
  }
  return { column, row, cells, energy: Math.sqrt(sum / (TILE * TILE * 3)) }
}

/** For each wanted tile, in reading order, the cheapest source. */
function chooseTiles(wanted: Tile[], sources: (Tile | undefined)[], grid: Grid, seed: number): (Choice | undefined)[] {
  const choices: (Choice | undefined)[] = new Array(grid.columns * grid.rows)
  const list = sources.filter((tile) => tile !== undefined)
  if (list.length === 0) return choices
  const used = new Map<Tile, number>()
  const luck = new Map(list.map((tile) => [tile, luckOf(tile, seed)]))
  for (const tile of wanted) {
    const expected = energyAround(tile, list)
    const continued = new Set<Tile | undefined>()
    for (const [dx, dy] of [
      [-1, 0],
      [0, -1],
      [-1, -1],
      [1, -1],
    ]) {
      const neighbour = choices[(tile.row + dy) * grid.columns + tile.column + dx]?.source
      if (neighbour && neighbour.column - dx < grid.columns && neighbour.column - dx >= 0) {
        continued.add(sources[(neighbour.row - dy) * grid.columns + neighbour.column - dx])
      }
    }
    let best = list[0]
    let least = Infinity
    for (const source of list) {
      let cost = DISTANCE_COST * Math.hypot(source.column - tile.column, source.row - tile.row) * (STEP / TILE)
      cost += ENERGY_COST * (source.energy - expected) ** 2 + REPEAT_COST * (used.get(source) ?? 0)
      cost += luck.get(source) ?? 0
      if (continued.has(source)) cost -= CONTINUE_GAIN
      for (let k = 0; k < tile.cells.length && cost < least; k++) {
        cost += (source.cells[k] - tile.cells[k]) ** 2 / tile.cells.length
      }
      if (cost < least) {
        least = cost
        best = source
      }
    }
    used.set(best, (used.get(best) ?? 0) + 1)
    choices[tile.row * grid.columns + tile.column] = {
      source: best,
      gain: Math.min(1, (STRONGEST * expected) / Math.max(best.energy, 1e-3)),
    }
  }
  return choices
}

/** What a seed adds to the cost of a tile; nothing where it is 0. The same each time. */
function luckOf({ column, row }: Tile, seed: number): number {
  if (seed === 0) return 0
  let hash = Math.imul(seed, 0x9e3779b1) ^ Math.imul(column, 0x85ebca6b) ^ Math.imul(row, 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return (LUCK_COST * ((hash ^ (hash >>> 15)) >>> 0)) / 2 ** 32
}

/** Strength of the detail to expect at a tile: that of the sources, near ones first. */
function energyAround(tile: Tile, sources: Tile[]): number {
  let sum = 0
  let total = 0
  for (const source of sources) {
    const weight = 1 / ((source.column - tile.column) ** 2 + (source.row - tile.row) ** 2) ** 1.5
    sum += weight * Math.log(source.energy + 0.5)
    total += weight
  }
  return Math.exp(sum / total) - 0.5
}

/** Mixes the four tiles over each pixel of the hole; tiles of one shift are one piece, others add as independent noise. */
function blend(choices: (Choice | undefined)[], detail: Float32Array, hole: Mask, grid: Grid): Float32Array {
  const { width, height } = hole
  const out = new Float32Array(width * height * 3)
  const window = Float32Array.from({ length: TILE }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / TILE) ** 2)
  const froms = new Int32Array(4)
  const weights = new Float32Array(4)
  const gains = new Float32Array(4)
  for (let at = 0; at < hole.data.length; at++) {
    if (!hole.data[at]) continue
    const x = at % width
    const y = (at - x) / width
    let pieces = 0
    for (let k = 0; k < 4; k++) {
      const column = Math.floor(x / STEP) + (k & 1)
      const row = Math.floor(y / STEP) + (k >> 1)
      const choice = choices[row * grid.columns + column]
      if (!choice) continue
      const { source, gain } = choice
      const from = at + ((source.row - row) * width + source.column - column) * STEP
      const weight = window[x - (column - 1) * STEP] * window[y - (row - 1) * STEP]
      let piece = 0
      while (piece < pieces && froms[piece] !== from) piece++
      if (piece === pieces) {
        froms[pieces] = from
        weights[pieces] = 0
        gains[pieces++] = 0
      }
      weights[piece] += weight
      gains[piece] += weight * gain
    }
    let square = 0
    for (let k = 0; k < pieces; k++) square += weights[k] ** 2
    if (square === 0) continue
    const scale = 1 / Math.sqrt(square)
    for (let k = 0; k < pieces; k++) {
      for (let c = 0; c < 3; c++) out[at * 3 + c] += scale * gains[k] * detail[froms[k] * 3 + c]
    }
  }
  return out
}
