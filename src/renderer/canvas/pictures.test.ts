import { expect, it } from 'vitest'
import { Pictures } from './pictures.ts'

const picture = { width: 1, height: 1, data: new Uint8ClampedArray(4) }

it('pictures asked for before there is a canvas come when there is one', async () => {
  const pictures = new Pictures()
  const asked: string[] = []
  const early = pictures.small('a', 72)
  pictures.serve(async (hash, side) => {
    asked.push(`${hash} ${side}`)
    return hash === 'a' ? picture : null
  })
  expect(await early).toBe(picture)
  expect(await pictures.small('b', 10)).toBeNull()
  expect(asked).toEqual(['a 72', 'b 10'])
})
