import { beforeAll, describe, expect, it } from 'vitest'
import { flatten, plainLayer } from '../../../shared/compositing/composite.ts'
import { resizePlane } from '../../imaging/resample.ts'
import { solveExactly } from '../exact/exact.ts'
import { carryToFullSize, type Carried } from './carry.ts'
import type { CarriedLayer } from './patch.ts'
import { drawScene, shrinkLayer } from './scene.fixture.ts'
import { workingCopy } from './working-copy.ts'

const side = 640
const smaller = 160

/** Strips put together to planes of the whole picture. */
function assemble(carried: Carried, rows: number): { alpha: Float32Array; color: Float32Array }[] {
  const planes = carried.boxes.map(() => ({
    alpha: new Float32Array(side * side),
    color: new Float32Array(side * side * 3),
  }))
  for (let y0 = 0; y0 < side; y0 += rows) {
    carried.strips(y0, Math.min(side, y0 + rows)).forEach((strip, index) => {
      if (!strip) return
      const { box, alpha, color } = strip
      for (let row = 0; row < box.height; row++) {
        const to = (box.y + row) * side + box.x
        const from = row * box.width
        planes[index].alpha.set(alpha.subarray(from, from + box.width), to)
        planes[index].color.set(color.subarray(from * 3, (from + box.width) * 3), to * 3)
      }
    })
  }
  return planes
}

const scene = drawScene(side)
const small = scene.layers.map((layer) => shrinkLayer(layer, side, smaller))
const layers: CarriedLayer[] = small.map(({ alpha, color }) => ({
  box: { x: 0, y: 0, width: smaller, height: smaller },
  alpha,
  color,
}))
const working = workingCopy(scene.picture, smaller * smaller)

/** Mean difference of a matte from the true one where the working matte has an edge; and whether the rest is exact. */
function compare(index: number, alpha: Float32Array): { edge: number; exactElsewhere: boolean } {
  const low = small[index].alpha
  const truth = scene.layers[index].alpha
  const scale = side / smaller
  let sum = 0
  let count = 0
  let exactElsewhere = true
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      let least = 1
      let most = 0
      for (let v = -1; v <= 1; v++) {
        for (let u = -1; u <= 1; u++) {
          const row = Math.min(smaller - 1, Math.max(0, Math.floor(y / scale) + v))
          const column = Math.min(smaller - 1, Math.max(0, Math.floor(x / scale) + u))
          least = Math.min(least, low[row * smaller + column])
          most = Math.max(most, low[row * smaller + column])
        }
      }
      const at = y * side + x
      if (least === most) exactElsewhere &&= alpha[at] === least
      else {
        sum += Math.abs(alpha[at] - truth[at])
        count++
      }
    }
  }
  return { edge: sum / count, exactElsewhere }
}

describe('carryToFullSize', () => {
  let planes: { alpha: Float32Array; color: Float32Array }[] = []
  beforeAll(() => {
    planes = assemble(carryToFullSize(scene.picture, working, layers), 64)
  })

  it.each([
    ['disc', 2],
    ['star', 3],
    ['lines finer than a working pixel', 4],
  ])('follows hard edges far better than plain enlargement: %s', (_, index) => {
    const plain = resizePlane({ width: smaller, height: smaller, data: small[index].alpha }, side, side).data
    const enlarged = compare(index, plain).edge
    expect(enlarged).toBeGreaterThan(0.04)
    expect(compare(index, planes[index].alpha).edge).toBeLessThan(enlarged / 3)
  })

  it('keeps a soft shadow soft, and the texture below out of it', () => {
    expect(compare(1, planes[1].alpha).edge).toBeLessThan(0.003)
    const { alpha, color } = scene.layers[1]
    let difference = 0
    let count = 0
    for (let i = 0; i < side * side; i++) {
      if (alpha[i] < 0.3) continue
      for (let c = 0; c < 3; c++) difference += Math.abs(planes[1].color[i * 3 + c] - color[i * 3 + c])
      count += 3
    }
    expect(difference / count).toBeLessThan(0.5)
  })

  it('puts the fine texture into the layer that has texture', () => {
    const seen = (i: number) => scene.layers.slice(1).reduce((through, { alpha }) => through * (1 - alpha[i]), 1)
    const truth = scene.layers[0].color
    const enlarged = workingGround()
    let carried = 0
    let plain = 0
    for (let i = 0; i < side * side; i++) {
      if (seen(i) < 0.4) continue
      carried += Math.abs(planes[0].color[i * 3] - truth[i * 3])
      plain += Math.abs(enlarged[i] - truth[i * 3])
    }
    expect(carried).toBeLessThan(plain / 4)
  })

  it('leaves no haze: mattes that are 0 or 1 around a working pixel are exactly that', () => {
    for (let index = 0; index < layers.length; index++) {
      expect(compare(index, planes[index].alpha).exactElsewhere).toBe(true)
    }
  })

  it('does not depend on how the picture is cut into strips', () => {
    const other = assemble(carryToFullSize(scene.picture, working, layers), 37)
    for (const [index, { alpha, color }] of planes.entries()) {
      expect(Buffer.compare(Buffer.from(other[index].alpha.buffer), Buffer.from(alpha.buffer))).toBe(0)
      const seen = color.every((value, at) => alpha[Math.floor(at / 3)] === 0 || value === other[index].color[at])
      expect(seen).toBe(true)
    }
  })

  it('makes no difference whether a layer is cropped', () => {
    const box = { x: 14, y: 16, width: 96, height: 100 }
    const cropped = { box, alpha: new Float32Array(96 * 100), color: new Float32Array(96 * 100 * 3) }
    for (let y = 0; y < box.height; y++) {
      const from = (box.y + y) * smaller + box.x
      cropped.alpha.set(small[2].alpha.subarray(from, from + box.width), y * box.width)
      cropped.color.set(small[2].color.subarray(from * 3, (from + box.width) * 3), y * box.width * 3)
    }
    const carried = carryToFullSize(scene.picture, working, [layers[0], layers[1], cropped, layers[3], layers[4]])
    expect(carried.boxes[2].width).toBeLessThan(side * 0.7)
    const { alpha } = assemble(carried, 64)[2]
    expect(Buffer.compare(Buffer.from(alpha.buffer), Buffer.from(planes[2].alpha.buffer))).toBe(0)
  })

  it('feeds the exactness step', () => {
    const { boxes, strips } = carryToFullSize(scene.picture, working, layers)
    const solved = solveExactly(scene.picture, boxes, strips)
    const nodes = solved.map((data, index) => plainLayer({ ...boxes[index], data }))
    const together = flatten(nodes, { x: 0, y: 0, width: side, height: side })
    expect(Buffer.compare(together, scene.picture.data)).toBe(0)
  })

  it('gives layers back as they are when nothing was scaled', () => {
    const same = workingCopy(scene.picture, side * side)
    expect(same.image).toBe(scene.picture)
    const box = { x: 3, y: 10, width: 2, height: 4 }
    const layer = {
      box,
      alpha: Float32Array.of(0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7),
      color: new Float32Array(24).fill(9),
    }
    const { boxes, strips } = carryToFullSize(scene.picture, same, [layer])
    expect(boxes).toEqual([box])
    expect(strips(0, 10)).toEqual([null])
    const [strip] = strips(11, 13)
    expect(strip?.box).toEqual({ x: 3, y: 11, width: 2, height: 2 })
    expect([...(strip?.alpha ?? [])]).toEqual([...layer.alpha.subarray(2, 6)])
    expect(strip?.color.length).toBe(12)
  })

  function workingGround(): Float32Array {
    const red = Float32Array.from({ length: smaller * smaller }, (_, i) => small[0].color[i * 3])
    return resizePlane({ width: smaller, height: smaller, data: red }, side, side).data
  }
})
