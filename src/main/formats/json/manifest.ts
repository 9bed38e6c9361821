/** layers.json: what the layers of a picture are, for scripts. Described in docs/layers-json.md. */
import { z } from 'zod'
import { getDocument, walk } from '../../../shared/document/tree.ts'
import {
  blendModes,
  type DocumentRecords,
  type FillLayer,
  type LayerRecord,
  layerKinds,
  type PixelLayer,
  type TextRun,
} from '../../../shared/document/types.ts'
import { isTextLayer, showsOriginal } from '../../../shared/text/live-text.ts'
import type { Box } from '../../imaging/pixels.ts'
import { layerFiles } from '../file-names.ts'
import type { ExportFacts } from '../format.ts'

/** Grows when a field changes its meaning or goes; new fields do not change it. */
export const MANIFEST_VERSION = 1

const boxSchema = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
const shareSchema = z.number().min(0).max(1)
const colorSchema = z.tuple([z.number(), z.number(), z.number()])

const commonFields = {
  id: z.string(),
  name: z.string(),
  visible: z.boolean(),
  opacity: shareSchema,
  blendMode: z.enum(blendModes),
  clipping: z.boolean(),
  group: z.string().nullable(),
}

const layerSchema = z.object({
  order: z.int().min(0),
  ...commonFields,
  kind: z.enum(layerKinds),
  box: boxSchema.nullable(),
  file: z.string(),
  maskFile: z.string().nullable(),
  texts: z.array(z.object({ string: z.string(), box: boxSchema, confidence: shareSchema, color: colorSchema })),
  confidence: shareSchema.nullable(),
})

const groupSchema = z.object(commonFields)

export const layersManifestSchema = z.object({
  version: z.literal(MANIFEST_VERSION),
  lamina: z.string(),
  picture: z.object({
    name: z.string(),
    width: z.int(),
    height: z.int(),
    resolution: z.number(),
    fileName: z.string().nullable(),
    format: z.string().nullable(),
    depth: z.int().nullable(),
    hadAlpha: z.boolean().nullable(),
    sha256: z.string().nullable(),
    convertedFromProfile: z.string().nullable(),
  }),
  engine: z
    .object({
      id: z.string(),
      options: z.record(z.string(), z.unknown()),
      models: z.array(z.object({ id: z.string(), sha256: z.string() })),
    })
    .nullable(),
  timings: z.array(z.object({ stage: z.string(), seconds: z.number() })),
  exactness: z
    .object({ exact: z.boolean(), pixels: z.int(), differing: z.int(), largestDifference: z.int() })
    .nullable(),
  layers: z.array(layerSchema),
  groups: z.array(groupSchema),
})

export type LayersManifest = z.infer<typeof layersManifestSchema>

/**
 * The manifest of a document. `boxes` are the layers' boxes in document pixels by layer id; a layer without one has
 * nothing to see. File names are those of the PNG layers format.
 */
export function layersManifest(
  records: DocumentRecords,
  boxes: ReadonlyMap<string, Box>,
  facts: ExportFacts,
): LayersManifest {
  const { name, width, height, resolution, source, engine } = getDocument(records)
  const files = layerFiles(records)
  const all = [...walk(records)].map(({ layer }) => layer)
  const painted = all.filter((layer): layer is PixelLayer | FillLayer => layer.type !== 'group')
  return {
    version: MANIFEST_VERSION,
    lamina: facts.laminaVersion,
    picture: {
      name,
      width,
      height,
      resolution,
      fileName: source?.fileName ?? null,
      format: facts.picture?.format ?? null,
      depth: facts.picture?.depth ?? null,
      hadAlpha: facts.picture?.hadAlpha ?? null,
      sha256: facts.picture?.sha256 ?? null,
      convertedFromProfile: source?.convertedFromProfile ?? null,
    },
    engine,
    timings: [...(facts.timings ?? [])],
    exactness: facts.exactness ? { exact: facts.exactness.differing === 0, ...facts.exactness } : null,
    layers: painted.map((layer, order) => ({
      order,
      ...common(layer),
      kind: layer.kind,
      box: boxes.get(layer.id) ?? null,
      file: files.get(layer.id)!.pixels,
      maskFile: files.get(layer.id)!.mask,
      texts: textsOf(layer, boxes.get(layer.id)),
      confidence: layer.type === 'pixels' ? layer.confidence : null,
    })),
    groups: all.filter((layer) => layer.type === 'group').map(common),
  }
}

/** What was read in a layer; of live text its words, which a person wrote or saw. */
function textsOf(layer: PixelLayer | FillLayer, box: Box | undefined): TextRun[] {
  if (layer.type !== 'pixels') return []
  if (!isTextLayer(layer) || showsOriginal(layer) || !box) return layer.texts
  const { string, color } = layer.text
  return [{ string, box, confidence: 1, color }]
}

function common(layer: LayerRecord): z.infer<typeof groupSchema> {
  const { id, name, visible, opacity, blendMode, clipping, parent } = layer
  return { id, name, visible, opacity, blendMode, clipping, group: parent }
}
