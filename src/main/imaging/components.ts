/** Connected components of masks and of label images. */
import type { Box, Mask } from './pixels.ts'

export interface Components {
  /** 0 outside the mask, 1..count inside; row by row. */
  labels: Int32Array
  count: number
  /** Per component (index 0 is component 1): tight box and number of pixels. */
  boxes: Box[]
  areas: number[]
}

/** Labels the connected regions of a mask, in reading order of their first pixel. Flood fill on an explicit stack. */
export function label(mask: Mask, connectivity: 4 | 8 = 8): Components {
  return labelWhere(mask.width, mask.height, connectivity, (index) => mask.data[index] !== 0)
}

/**
 * Labels regions where neighbouring pixels belong together: `inside` says which pixels count, `same` (default: always)
 * whether two neighbouring ones are of one region.
 */
export function labelWhere(
  width: number,
  height: number,
  connectivity: 4 | 8,
  inside: (index: number) => boolean,
  same?: (from: number, to: number) => boolean,
): Components {
  const labels = new Int32Array(width * height)
  const boxes: Box[] = []
  const areas: number[] = []
  const stack = new Int32Array(width * height)
  for (let start = 0; start < labels.length; start++) {
    if (labels[start] !== 0 || !inside(start)) continue
    const id = boxes.length + 1
    let left = width
    let right = 0
    let top = height
    let bottom = 0
    let area = 0
    let depth = 0
    labels[start] = id
    stack[depth++] = start
    while (depth > 0) {
      const at = stack[--depth]
      const x = at % width
      const y = (at - x) / width
      area++
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      if (y > bottom) bottom = y
      for (let dy = -1; dy <= 1; dy++) {
        const ny = y + dy
        if (ny < 0 || ny >= height) continue
        for (let dx = -1; dx <= 1; dx++) {
          if (connectivity === 4 && dx !== 0 && dy !== 0) continue
          const nx = x + dx
          if (nx < 0 || nx >= width) continue
          const next = ny * width + nx
          if (labels[next] !== 0 || !inside(next) || (same && !same(at, next))) continue
          labels[next] = id
          stack[depth++] = next
        }
      }
    }
    boxes.push({ x: left, y: top, width: right - left + 1, height: bottom - top + 1 })
    areas.push(area)
  }
  return { labels, count: boxes.length, boxes, areas }
}

/** The mask of one component. */
export function componentMask(components: Components, id: number, width: number, height: number): Mask {
  const data = new Uint8Array(width * height)
  for (let i = 0; i < data.length; i++) if (components.labels[i] === id) data[i] = 1
  return { width, height, data }
}

/** Removes components smaller than `minimum` pixels, in place; returns the mask. */
export function removeSmall(mask: Mask, minimum: number, connectivity: 4 | 8 = 8): Mask {
  const components = label(mask, connectivity)
  for (let i = 0; i < mask.data.length; i++) {
    const id = components.labels[i]
    if (id > 0 && components.areas[id - 1] < minimum) mask.data[i] = 0
  }
  return mask
}
