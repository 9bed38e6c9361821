import { expect, it } from 'vitest'
import { PreviewMaker } from './preview.ts'
import { difference, exported, richDocument, scaledDown, sceneOf, shown } from './scene.fixture.ts'
import { newSurface, putStraight } from './fast-blend.ts'

it('a preview is the document as an export has it', async () => {
  const records = richDocument()
  const scene = sceneOf(records, 0.3)
  const size = { width: 96, height: 64 }
  const preview = new PreviewMaker(size)
  while (scene.stepPreview(preview));
  expect(preview.isDone).toBe(true)
  const picture = preview.picture()
  const surface = newSurface({ x: 0, y: 0, ...size })
  putStraight(surface, { x: 0, y: 0, ...picture }, surface)
  const wanted = scaledDown(size, await exported(records), 1)
  expect(difference(new Uint8Array(surface.words.buffer), wanted)).toBeLessThanOrEqual(1)
  expect(shown(scene)).toHaveLength(29 * 19 * 4)
})
