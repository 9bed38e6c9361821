import { describe, expect, it } from 'vitest'
import { ISNET, OCR_DETECT, OCR_RECOGNISE } from '../onnx/sessions.ts'
import { asksHub, builtInCatalogue, catalogueModel, catalogueSchema } from './catalogue.ts'
import { modelsFolder } from './folder.ts'

describe('the built-in catalogue', () => {
  const catalogue = builtInCatalogue()

  it('has the embedded models, each with one id', () => {
    const ids = catalogue.models.filter(({ embedded }) => embedded).map(({ id }) => id)
    expect(ids).toEqual([ISNET, OCR_DETECT, OCR_RECOGNISE])
  })

  it('does not call the matting weights free for commercial use', () => {
    const { licence } = catalogueModel(catalogue, ISNET)
    expect(licence.commercialUse).toBe('unclear')
    expect(licence.sentence).toMatch(/not for commercial use/)
  })

  it('has the optional models, each file with its hash but for the checkpoint that only the hub can list', () => {
    const optional = catalogue.models.filter(({ embedded }) => !embedded)
    expect(optional.map(({ id }) => id)).toEqual([
      'migan',
      'lama',
      'mobile-sam-encoder',
      'mobile-sam-decoder',
      'birefnet-lite',
      'ormbg',
      'ppocr-v6-det',
      'ppocr-v6-rec',
      'qwen-image-layered',
    ])
    const listed = optional.filter(({ source }) => asksHub(source))
    expect(listed.map(({ id, hashNote }) => [id, hashNote])).toEqual([
      ['qwen-image-layered', expect.stringContaining('the hub gives one for each file')],
    ])
  })

  it('ends every list of providers with the CPU', () => {
    for (const { needs } of catalogue.models) expect(needs.providers.at(-1)).toBe('cpu')
  })

  it('is refused with a graph that is no file, a file without a source, or a field too many', () => {
    const [first] = catalogue.models
    const refused = [
      { ...first, graph: 'other.onnx' },
      { ...first, files: [...first.files, { ...first.files[0], name: 'more.txt' }] },
      { ...first, note: 'x' },
      { ...first, graph: undefined, files: [] },
      { ...first, files: [{ ...first.files[0], name: '../up.onnx' }] },
    ]
    for (const model of refused) expect(catalogueSchema.safeParse({ models: [model] }).success).toBe(false)
  })
})

describe('the models folder', () => {
  it.each([
    [{ LAMINA_MODELS: '/m', HOME: '/h' }, 'linux', '/m'],
    [{ HOME: '/h' }, 'linux', '/h/.cache/lamina/models'],
    [{ HOME: '/h', XDG_CACHE_HOME: '/c' }, 'linux', '/c/lamina/models'],
    [{ HOME: '/h' }, 'darwin', '/h/Library/Caches/Lamina/models'],
    [{ HOME: '/h', LOCALAPPDATA: '/l' }, 'win32', '/l/Lamina/models'],
  ] as const)('%o on %s is %s', (environment, platform, expected) => {
    expect(modelsFolder(environment, platform).replaceAll('\\', '/')).toBe(expected)
  })
})
