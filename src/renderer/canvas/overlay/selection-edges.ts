/** Where a selection ends, along the edges of pixels. */

/** From one corner of a pixel to another, as long as the edge goes straight on. */
export type Edge = readonly [x0: number, y0: number, x1: number, y1: number]

/** The edges between pixels of at least half and those of less, in one walk over the rows: a selection may have millions. */
export function edgesOf(width: number, height: number, data: Uint8Array): Edge[] {
  const edges: Edge[] = []
  // In which row the upright edge to the left of a pixel began; -1: there is none.
  const upright = new Int32Array(width + 1).fill(-1)
  for (let y = 0; y <= height; y++) {
    const row = y * width
    let level = -1
    let before = 0
    for (let x = 0; x <= width; x++) {
      const isIn = x < width && y < height && data[row + x] > 127 ? 1 : 0
      const above = x < width && y > 0 && data[row - width + x] > 127 ? 1 : 0
      if (isIn !== above) {
        if (level < 0) level = x
      } else if (level >= 0) {
        edges.push([level, y, x, y])
        level = -1
      }
      if (isIn !== before) {
        if (upright[x] < 0) upright[x] = y
      } else if (upright[x] >= 0) {
        edges.push([x, upright[x], x, y])
        upright[x] = -1
      }
      before = isIn
    }
  }
  return edges
}
