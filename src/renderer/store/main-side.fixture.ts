/** A main side in memory, for tests: the real contract over a pair of transports, one document, pixels by hash. */
import { createClient, serve, type Handlers, type Server } from '../../shared/contract/rpc.ts'
import { defaultPreferences } from '../../shared/contract/preferences.ts'
import { LaminaError } from '../../shared/contract/errors.ts'
import { memoryPair } from '../../shared/contract/transports/memory.ts'
import { insertLayers } from '../../shared/document/commands/structure.ts'
import { applyDiff, diffBetween } from '../../shared/document/diff.ts'
import { assertDocument } from '../../shared/document/invariants.ts'
import { newDocument, newGroup, newPixelLayer, translation } from '../../shared/document/records.ts'
import { getLayer } from '../../shared/document/tree.ts'
import type { DocumentRecords, LayerText, PixelLayer, RecordsDiff } from '../../shared/document/types.ts'
import type { AssetPixels, Assets } from '../transport/assets.ts'
import { createEditor, type Editor } from './editor.ts'
import type { Platform } from './platform.ts'

export interface MainSide {
  server: Server
  revision: number
  records: DocumentRecords
  savedRevision: number | null
  /** Every commit that was taken. */
  commits: RecordsDiff[]
  /** The next commit is refused with this. */
  refuse: LaminaError | null
  /** Methods that were called, in order. */
  calls: string[]
  /** Changes the document from this side, as a job does. */
  change(label: string, diff: RecordsDiff): void
}

export interface TestWindow {
  editor: Editor
  main: MainSide
  assets: MemoryAssets
  clipboard: { png: Blob | null }
}

/** Pixels by a hash that is a counter: sameness of content is not what these tests are about. */
export class MemoryAssets implements Assets {
  readonly #pixels = new Map<string, AssetPixels>()
  readonly url = (hash: string) => `/assets/${hash}`

  add(pixels: AssetPixels): string {
    const hash = (this.#pixels.size + 1).toString(16).padStart(64, '0')
    this.#pixels.set(hash, pixels)
    return hash
  }

  peek(hash: string): AssetPixels | null {
    return this.#pixels.get(hash) ?? null
  }

  async fetch(hash: string): Promise<AssetPixels> {
    const found = this.#pixels.get(hash)
    if (!found) throw new LaminaError('ASSET_NOT_FOUND', `There is no asset ${hash}.`)
    return found
  }

  async put(_document: string, pixels: AssetPixels): Promise<string> {
    return this.add(pixels)
  }

  async upload(name: string): Promise<string> {
    return name
  }
}

/** An even rectangle of colour. */
export function evenPixels(width: number, height: number, color: readonly number[]): AssetPixels {
  const data = new Uint8Array(width * height * 4)
  for (let i = 0; i < data.length; i += 4) data.set(color, i)
  return { type: 'rgba', width, height, data }
}

/** 40 × 30 pixels: a background, a group with two squares, and a half transparent square on top. */
export function sampleRecords(assets: MemoryAssets): DocumentRecords {
  const layer = (id: string, x: number, y: number, width: number, height: number, color: readonly number[]) =>
    newPixelLayer({
      id,
      name: id,
      kind: 'object',
      asset: assets.add(evenPixels(width, height, color)),
      width,
      height,
      transform: translation(x, y),
    })
  let records: DocumentRecords = { document: newDocument({ name: 'sample', width: 40, height: 30 }) }
  const insert = (parent: string | null, layers: Parameters<typeof insertLayers>[1]['layers']) => {
    records = applyDiff(records, insertLayers(records, { layers, at: { parent, above: null } }))
  }
  insert(null, [
    layer('back', 0, 0, 40, 30, [10, 20, 30, 255]),
    newGroup({ id: 'group', name: 'group' }),
    layer('top', 20, 10, 8, 8, [200, 100, 50, 128]),
  ])
  insert('group', [layer('one', 2, 2, 10, 10, [255, 0, 0, 255]), layer('two', 6, 6, 10, 10, [0, 255, 0, 255])])
  return records
}

/** A window with the sample document open; `more` answers other requests. */
export async function openWindow(more: Partial<Handlers> = {}): Promise<TestWindow> {
  const assets = new MemoryAssets()
  const clipboard = { png: null as Blob | null }
  const platform: Platform = {
    chooseFile: async () => null,
    chooseFiles: async () => [],
    download: () => {},
    writeClipboard: async (png) => void (clipboard.png = png),
    readClipboard: async () => clipboard.png,
    toggleFullScreen: () => {},
    reducedMotion: () => true,
  }
  const [ours, theirs] = memoryPair()
  const main = mainSide(sampleRecords(assets), assets, more)
  main.server = serve(theirs, main.handlers)
  let ids = 0
  const editor = createEditor(createClient(ours), { assets, platform, newId: () => `new-${++ids}` })
  await editor.start()
  await editor.actions.openFrom({ kind: 'sample', name: 'sample' })
  return { editor, main, assets, clipboard }
}

/** What a font match gives for a layer: its words at its lower left corner, as high as it is. */
function matchedText({ asset, width, height, texts }: PixelLayer): LayerText {
  return {
    string: texts.map(({ string }) => string).join('\n'),
    family: 'Lobster',
    weight: 400,
    italic: false,
    size: height,
    color: [200, 100, 50],
    align: 'left',
    tracking: 0,
    lineHeight: 1.2,
    transform: translation(0.25, height),
    likeness: 0.8,
    original: { asset, width, height, transform: translation(-0.25, -height) },
  }
}

function mainSide(
  records: DocumentRecords,
  assets: MemoryAssets,
  more: Partial<Handlers>,
): MainSide & { handlers: Handlers } {
  const saved = records
  const take = (baseRevision: number, diff: RecordsDiff) => {
    if (baseRevision !== main.revision) throw new LaminaError('REVISION_STALE', 'Another change came first.')
    const after = applyDiff(main.records, diff)
    assertDocument(after)
    main.records = after
    return ++main.revision
  }
  const handlers: Partial<Handlers> = {
    'app.info': async () => ({
      version: '0.0.0',
      platform: 'linux',
      host: 'browser',
      recent: [],
      samples: [],
      startup: null,
      recovery: [],
      preferences: defaultPreferences(),
      limits: { maxPixels: 1e8, maxSide: 30_000, minSide: 8, maxBytes: 1e9 },
    }),
    'engines.list': async () => [],
    'models.activity': async () => ({ activities: [] }),
    'recent.list': async () => [],
    'window.setState': async () => ({}),
    'preferences.set': async ({ patch }) => ({ ...defaultPreferences(), ...patch }),
    'document.open': async () => ({
      document: 'doc',
      name: 'sample',
      file: null,
      revision: main.revision,
      savedRevision: main.savedRevision,
      records: main.records,
      readOnly: false,
      notices: [],
      preview: null,
    }),
    'document.commit': async ({ baseRevision, diff }) => {
      const { refuse } = main
      main.refuse = null
      if (refuse) throw refuse
      const revision = take(baseRevision, diff)
      main.commits.push(diff)
      return { revision }
    },
    'document.save': async () => {
      main.savedRevision = main.revision
      return { savedRevision: main.revision, name: 'sample', file: '~/sample.lproj', download: null }
    },
    'document.revert': async () => {
      const diff = diffBetween(main.records, saved)
      return { revision: take(main.revision, diff), savedRevision: main.savedRevision, diff }
    },
    'document.close': async () => ({}),
    'document.original': async () => null,
    'text.match': async ({ layer }) => matchedText(getLayer(main.records, layer) as PixelLayer),
    'text.draw': async ({ text, placement }) => {
      if (text.string.trim() === '') return null
      const size = { width: text.string.length * 2, height: Math.max(1, Math.round(text.size)) }
      const asset = assets.add(evenPixels(size.width, size.height, [...text.color, 255]))
      return { asset, x: Math.floor(placement[4]), y: Math.floor(placement[5]) - size.height, ...size }
    },
    ...more,
  }
  const main: MainSide & { handlers: Handlers } = {
    server: undefined as never,
    revision: 0,
    records,
    savedRevision: null,
    commits: [],
    refuse: null,
    calls: [],
    change(label, diff) {
      const baseRevision = main.revision
      const revision = take(baseRevision, diff)
      main.server.emit('document.changed', { document: 'doc', baseRevision, revision, diff, label, job: null })
    },
    handlers: new Proxy(handlers as Handlers, {
      get(target, method: keyof Handlers) {
        main.calls.push(method)
        return target[method]
      },
    }),
  }
  return main
}
