/** Small dense linear algebra. */

/** Solves A·x = b (A is n×n, row by row) by Gaussian elimination with partial pivoting; null when A is singular. */
export function solve(matrix: ArrayLike<number>, right: ArrayLike<number>): Float64Array | null {
  const n = right.length
  const a = Float64Array.from(matrix)
  const x = Float64Array.from(right)
  for (let column = 0; column < n; column++) {
    let pivot = column
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(a[row * n + column]) > Math.abs(a[pivot * n + column])) pivot = row
    }
    if (Math.abs(a[pivot * n + column]) < 1e-12) return null
    if (pivot !== column) {
      for (let k = 0; k < n; k++) [a[pivot * n + k], a[column * n + k]] = [a[column * n + k], a[pivot * n + k]]
      ;[x[pivot], x[column]] = [x[column], x[pivot]]
    }
    for (let row = column + 1; row < n; row++) {
      const factor = a[row * n + column] / a[column * n + column]
      if (factor === 0) continue
      for (let k = column; k < n; k++) a[row * n + k] -= factor * a[column * n + k]
      x[row] -= factor * x[column]
    }
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let k = row + 1; k < n; k++) x[row] -= a[row * n + k] * x[k]
    x[row] /= a[row * n + row]
  }
  return x
}

/**
 * Weighted least squares by the normal equations with a slight ridge: minimises Σ w·(row·x − target)².
 * `rows` holds `count` rows of `n` values. Null when it cannot be solved.
 */
export function leastSquares(
  rows: ArrayLike<number>,
  targets: ArrayLike<number>,
  n: number,
  weights?: ArrayLike<number>,
  ridge = 1e-9,
): Float64Array | null {
  const count = targets.length
  const normal = new Float64Array(n * n)
  const right = new Float64Array(n)
  for (let i = 0; i < count; i++) {
    const weight = weights ? weights[i] : 1
    if (weight === 0) continue
    for (let j = 0; j < n; j++) {
      const value = weight * rows[i * n + j]
      right[j] += value * targets[i]
      for (let k = j; k < n; k++) normal[j * n + k] += value * rows[i * n + k]
    }
  }
  for (let j = 0; j < n; j++) {
    normal[j * n + j] += ridge * (normal[j * n + j] + 1e-6)
    for (let k = 0; k < j; k++) normal[j * n + k] = normal[k * n + j]
  }
  return solve(normal, right)
}
