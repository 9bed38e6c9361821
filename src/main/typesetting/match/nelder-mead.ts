/** The simplex method of Nelder and Mead (1965) with its usual coefficients. Finds a low point near the start. */

interface Vertex {
  at: number[]
  value: number
}

/** `steps` span the first simplex. Ends after `rounds`, or when the values of the simplex differ by less than `still`. */
export function minimise(
  cost: (at: readonly number[]) => number,
  start: readonly number[],
  steps: readonly number[],
  { rounds, still = 1e-4 }: { rounds: number; still?: number },
): Vertex {
  const vertex = (at: number[]): Vertex => ({ at, value: cost(at) })
  const simplex = [vertex([...start])]
  for (const [index, step] of steps.entries()) {
    simplex.push(vertex(start.map((value, i) => (i === index ? value + step : value))))
  }
  const byValue = (one: Vertex, other: Vertex) => one.value - other.value
  for (let round = 0; round < rounds; round++) {
    simplex.sort(byValue)
    const worst = simplex[simplex.length - 1]
    if (worst.value - simplex[0].value < still) break
    const others = simplex.slice(0, -1)
    const middle = start.map((_, i) => others.reduce((sum, { at }) => sum + at[i], 0) / others.length)
    const along = (share: number) => vertex(middle.map((value, i) => value + share * (worst.at[i] - value)))
    const reflected = along(-1)
    if (reflected.value < simplex[0].value) {
      const expanded = along(-2)
      simplex[simplex.length - 1] = expanded.value < reflected.value ? expanded : reflected
    } else if (reflected.value < others[others.length - 1].value) {
      simplex[simplex.length - 1] = reflected
    } else {
      const contracted = along(reflected.value < worst.value ? -0.5 : 0.5)
      if (contracted.value < Math.min(worst.value, reflected.value)) simplex[simplex.length - 1] = contracted
      else {
        const [best] = simplex
        for (let i = 1; i < simplex.length; i++) {
          simplex[i] = vertex(simplex[i].at.map((value, k) => best.at[k] + (value - best.at[k]) / 2))
        }
      }
    }
  }
  return simplex.sort(byValue)[0]
}
