import { expect, test } from 'vitest'
import { cheapestPaths, MinHeap, pathTo } from './path.ts'

test('goes through the gap in a wall', () => {
  const [width, height] = [5, 5]
  const cost = new Float32Array(25).fill(1)
  for (let y = 0; y < 4; y++) cost[y * width + 2] = Infinity
  const tree = cheapestPaths(cost, width, height, 0)
  const path = pathTo(tree, 4)
  expect(path[0]).toBe(0)
  expect(path.at(-1)).toBe(4)
  expect(path).toContain(4 * width + 2)
})

test('takes the cheap way round, and finds none into a closed room', () => {
  const cost = Float32Array.from([1, 9, 1, 1, 9, 1, 1, 1, 1])
  expect(pathTo(cheapestPaths(cost, 3, 3, 0), 2)).toEqual([0, 3, 7, 5, 2])
  expect(pathTo(cheapestPaths(Float32Array.from([1, Infinity, 1]), 3, 1, 0), 2)).toEqual([])
})

test('the heap gives numbers by key, equal ones in order', () => {
  const heap = new MinHeap()
  for (const [key, value] of [
    [3, 1],
    [1, 9],
    [1, 4],
    [2, 7],
  ])
    heap.push(key, value)
  expect([heap.pop(), heap.pop(), heap.pop(), heap.pop(), heap.pop()]).toEqual([4, 9, 7, 1, -1])
})
