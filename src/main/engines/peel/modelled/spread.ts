/** Regions that grow over a picture from seeds, ring by ring. */

/**
 * For every pixel that the growth reaches, the index of the seed it came from (a seed's own index on itself), else -1.
 * Grows over the eight neighbours, at most `reach` steps, only into pixels where `open` says so.
 */
export function spreadFrom(
  width: number,
  height: number,
  seed: (index: number) => boolean,
  reach: number,
  open: (index: number) => boolean = () => true,
): Int32Array {
  const source = new Int32Array(width * height).fill(-1)
  let ring: number[] = []
  for (let i = 0; i < source.length; i++) {
    if (!seed(i)) continue
    source[i] = i
    ring.push(i)
  }
  for (let step = 0; step < reach && ring.length > 0; step++) {
    const next: number[] = []
    for (const at of ring) {
      const x = at % width
      const y = (at - x) / width
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const nx = x + dx
          const ny = y + dy
          if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue
          const to = ny * width + nx
          if (source[to] >= 0 || !open(to)) continue
          source[to] = source[at]
          next.push(to)
        }
      }
    }
    ring = next
  }
  return source
}
