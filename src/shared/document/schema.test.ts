import { describe, expect, expectTypeOf, it } from 'vitest'
import type { z } from 'zod'
import { emptyDiff } from './diff.ts'
import * as schema from './schema.ts'
import { sampleDocument, sampleHash, sampleMask } from './testing.ts'
import type * as types from './types.ts'

describe('record schemas', () => {
  it('say what the types say (held by the compiler)', () => {
    expectTypeOf<z.infer<typeof schema.layerMaskSchema>>().toEqualTypeOf<types.LayerMask>()
    expectTypeOf<z.infer<typeof schema.pixelLayerSchema>>().toEqualTypeOf<types.PixelLayer>()
    expectTypeOf<z.infer<typeof schema.groupLayerSchema>>().toEqualTypeOf<types.GroupLayer>()
    expectTypeOf<z.infer<typeof schema.fillLayerSchema>>().toEqualTypeOf<types.FillLayer>()
    expectTypeOf<z.infer<typeof schema.documentRecordSchema>>().toEqualTypeOf<types.DocumentRecord>()
    expectTypeOf<z.infer<typeof schema.recordSchema>>().toEqualTypeOf<types.DocRecord>()
    expectTypeOf<z.infer<typeof schema.recordsDiffSchema>>().toEqualTypeOf<types.RecordsDiff>()
  })

  it('take every record of a document as it is', () => {
    for (const record of Object.values(sampleDocument())) expect(schema.recordSchema.parse(record)).toEqual(record)
    const { document, paper } = sampleDocument()
    const full = {
      ...document,
      source: { fileName: 'a.png', file: sampleHash(1), pixels: null, convertedFromProfile: 'Adobe RGB' },
      engine: { id: 'peel', options: { layers: 'auto', deep: { list: [1, null] } }, models: [] },
    }
    expect(schema.recordSchema.parse(full)).toEqual(full)
    const stops = [0, 1].map((offset) => ({ offset, color: [0, 0, 255], opacity: 1 }))
    const gradient = { ...paper, fill: { type: 'gradient', shape: 'radial', angle: 90, stops } }
    expect(schema.recordSchema.parse(gradient)).toEqual(gradient)
  })

  it.each([
    ['an id that is a property of every object', { id: '__proto__' }],
    ['an id with a path in it', { id: '../x' }],
    ['a hash in upper case', { asset: 'A'.repeat(64) }],
    ['an opacity above 1', { opacity: 1.1 }],
    ['a number that is none', { transform: [1, 0, 0, 1, Number.NaN, 0] }],
    ['an infinite number', { transform: [1, 0, 0, 1, Infinity, 0] }],
    ['a size of 0', { width: 0 }],
    ['half a pixel', { width: 1.5 }],
    ['an order that ends with 0', { order: 'a0' }],
    ['a blend mode that is none', { blendMode: 'dazzle' }],
    ['a field that is not known', { extra: true }],
    ['a mask with half transparency outside', { mask: { ...sampleMask(1), outside: 127 } }],
    ['a missing field', { visible: undefined }],
  ])('refuse %s', (_what, change) => {
    expect(schema.recordSchema.safeParse({ ...sampleDocument().back, ...change }).success).toBe(false)
  })

  it('parseDiff names the field at fault', () => {
    const { back } = sampleDocument()
    expect(schema.parseDiff({ ...emptyDiff(), added: { back } })).toEqual({ ...emptyDiff(), added: { back } })
    expect(() => schema.parseDiff({ ...emptyDiff(), added: { back: { ...back, opacity: 2 } } })).toThrow(
      /added\.back\.opacity/,
    )
    expect(() => schema.parseDiff(null)).toThrow(expect.objectContaining({ code: 'DIFF_INVALID' }))
  })
})
