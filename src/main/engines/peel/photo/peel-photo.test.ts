import { describe, expect, it } from 'vitest'
import type { RgbF } from '../../../imaging/pixels.ts'
import type { Sessions } from '../../../onnx/sessions.ts'
import { peelPhoto } from './peel-photo.ts'
import type { Found } from '../types.ts'

const SIZE = 256

/** A smooth background with two red discs; the left one drops a shadow. */
function picture(): RgbF {
  const data = new Float32Array(SIZE * SIZE * 3)
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const at = (y * SIZE + x) * 3
      data.set([120 + x / 4, 150 + y / 8, 130], at)
      const shade = 0.5 * Math.min(1, Math.max(0, (48 - Math.hypot(x - 86, y - 136)) / 8))
      for (let c = 0; c < 3; c++) data[at + c] *= 1 - shade
      const cover = disc(x, y)
      for (let c = 0; c < 3; c++) data[at + c] += cover * ([230, 20, 30][c] - data[at + c])
    }
  }
  return { width: SIZE, height: SIZE, data }
}

function disc(x: number, y: number): number {
  const left = 40 - Math.hypot(x - 80, y - 126)
  const right = 30 - Math.hypot(x - 200, y - 126)
  return Math.min(1, Math.max(0, Math.max(left, right) + 0.5))
}

/** A network that sees whatever is red in the picture it is shown. */
function redSeer(): { sessions: Sessions; runs: () => number } {
  let runs = 0
  return {
    runs: () => runs,
    sessions: {
      run: (_model, inputs) => {
        runs++
        const values = inputs.input.data as Float32Array
        const count = values.length / 3
        const data = new Float32Array(count)
        for (let i = 0; i < count; i++) data[i] = values[i] - values[count + i] > 0.3 ? 1 : 0
        return Promise.resolve({ output: { type: 'float32', dims: [1, 1, 1024, 1024], data } })
      },
      file: () => Promise.reject(new Error('no files')),
    },
  }
}

/** The same on a ground of checks: nothing stands in smooth surroundings. */
function checked(): RgbF {
  const image = picture()
  for (let i = 0; i < SIZE * SIZE; i++) {
    const [x, y] = [i % SIZE, Math.floor(i / SIZE)]
    if (disc(x, y) > 0 || ((x >> 2) + (y >> 2)) % 2) continue
    for (let c = 0; c < 3; c++) image.data[i * 3 + c] *= 0.6
  }
  return image
}

/** A network that is so sure (0..1) of what is red on the right of the whole picture, and sure of all that is red in a crop. */
function shySeer(faint: number): Sessions {
  return {
    ...redSeer().sessions,
    run: (_model, inputs) => {
      const values = inputs.input.data as Float32Array
      const count = values.length / 3
      const isRed = (i: number) => values[i] - values[count + i] > 0.3
      let red = 0
      for (let i = 0; i < count; i++) if (isRed(i)) red++
      const whole = red < 0.13 * count
      const data = new Float32Array(count)
      for (let i = 0; i < count; i++) if (isRed(i)) data[i] = whole && i % 1024 > 560 ? faint : 1
      return Promise.resolve({ output: { type: 'float32', dims: [1, 1, 1024, 1024], data } })
    },
  }
}

describe('peelPhoto', () => {
  it('gives each thing a layer with its shadow, and what was behind', async () => {
    const image = picture()
    const seer = redSeer()
    const told: string[][] = []
    const finished: (readonly Found[])[] = []
    const { layers, behind } = await peelPhoto(image, {
      onFinished: (things) => finished.push(things),
      sessions: seer.sessions,
      onFound: (found) => told.push(found.map(({ name, box: { x } }) => `${name} at ${x}`)),
    })
    expect(layers.map((layer) => layer.kind)).toEqual(['subject', 'object'])
    // One after the other, from the top down.
    expect(told.map((names) => names.map((name) => name.split(' ')[0]))).toEqual([['Subject'], ['Object', 'Subject']])
    expect(told[1].map((name) => Number(name.split(' ').at(-1)) > 128)).toEqual([true, false])
    expect(seer.runs()).toBeLessThanOrEqual(8)
    // Finished when they are taken away, with their shadows.
    expect(finished.at(-1)).toEqual(layers)
    const [left, right] = layers
    const value = (layer: typeof left, x: number, y: number) => {
      const i = (y - layer.box.y) * layer.box.width + x - layer.box.x
      return { alpha: layer.alpha[i], red: layer.color[i * 3], green: layer.color[i * 3 + 1] }
    }
    expect(value(left, 80, 126).alpha).toBeCloseTo(1)
    expect(value(right, 200, 126).red).toBeCloseTo(230, -1)
    // The edge pixel shows the disc's own red, not a mixture with the background.
    const edge = value(right, 200, 96)
    expect(edge.alpha).toBeGreaterThan(0.2)
    expect(edge.green).toBeLessThan(40)
    // In the shadow: dark and half transparent.
    const shade = value(left, 104, 168)
    expect(shade.alpha).toBeGreaterThan(0.2)
    expect(shade.alpha).toBeLessThan(0.8)
    expect(shade.red).toBeLessThan(10)
    const at = (126 * SIZE + 200) * 3
    expect(Math.abs(behind.data[at] - (120 + 200 / 4))).toBeLessThan(8)
    expect(Math.abs(behind.data[at + 1] - (150 + 126 / 8))).toBeLessThan(8)
  })

  it('looks at the parts of the picture where the network half sees something, or where it is to look closely', async () => {
    const found = async (faint: number, options?: Parameters<typeof peelPhoto>[2]) => {
      const { layers } = await peelPhoto(checked(), { sessions: shySeer(faint) }, options)
      return layers.map(({ box }) => (box.x > SIZE / 2 ? 'right' : 'left'))
    }
    expect(await found(0.05)).toEqual(['left'])
    expect(await found(0.3)).toEqual(['left', 'right'])
    expect(await found(0.3, { quality: 'draft' })).toEqual(['left'])
    expect(await found(0.05, { quality: 'best' })).toEqual(['left', 'right'])
    expect(await found(0.05, { least: 2 })).toEqual(['left', 'right'])
    expect(await found(0.3, { quality: 'best', most: 1 })).toEqual(['left'])
  })

  it('leaves a picture alone in which the network sees everything or nothing', async () => {
    const image = picture()
    for (const alpha of [0, 0.4, 1]) {
      const sessions: Sessions = {
        run: () =>
          Promise.resolve({
            output: { type: 'float32', dims: [1, 1, 1024, 1024], data: new Float32Array(1024 * 1024).fill(alpha) },
          }),
        file: () => Promise.reject(new Error('no files')),
      }
      const { layers, behind } = await peelPhoto(image, { sessions })
      expect(layers).toEqual([])
      expect(behind.data).toEqual(image.data)
    }
  })

  it('stops when it is cancelled', async () => {
    const abort = new AbortController()
    abort.abort()
    const context = { sessions: redSeer().sessions, signal: abort.signal }
    await expect(peelPhoto(picture(), context)).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
