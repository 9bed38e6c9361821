/** The embedded engine: takes a picture apart from the top down with small models and image analysis. */
import { throwIfCancelled } from '../../../shared/contract/errors.ts'
import type { Rgba8, RgbF } from '../../imaging/pixels.ts'
import { wholeBox } from '../../imaging/boxes.ts'
import { toRgbF } from '../../imaging/color.ts'
import { ISNET, OCR_DETECT, OCR_RECOGNISE } from '../../onnx/sessions.ts'
import type { DecomposeOptions, Engine, EngineContext, EngineProgress, LayerDraft, Stage } from '../engine.ts'
import { workingCopy } from '../carry/working-copy.ts'
import { assemble, backgroundOf, uniquelyNamed } from './assemble.ts'
import { peelArtwork } from './artwork/peel-artwork.ts'
import { flatArtwork } from './background/artwork.ts'
import { modelBackground } from './background/background.ts'
import { cutOut, isCutOut } from './cut-out.ts'
import { FoundSoFar } from './found-so-far.ts'
import { FinishedSoFar } from '../finished/finished-so-far.ts'
import { stackTexts } from './glyph-bits.ts'
import { namedByLook } from './looks.ts'
import { groupTo, splitTo } from './layer-count.ts'
import { peelModelled } from './modelled/modelled.ts'
import { peelPhoto } from './photo/peel-photo.ts'
import { expandFound, worthwhile } from './stack.ts'
import { peelText } from './text/text.ts'
import type { Found, PeelContext, Peeled } from './types.ts'

/** With `auto`, more layers than this are grouped. */
const MOST_LAYERS = 12

export const peelEngine: Engine = {
  id: 'peel',
  qualities: true,
  models: [ISNET, OCR_DETECT, OCR_RECOGNISE],
  decompose,
}

async function decompose(image: Rgba8, options: DecomposeOptions, context: EngineContext): Promise<LayerDraft[]> {
  let now: EngineProgress = { stage: 'find', done: 0 }
  const report = (progress: EngineProgress) => context.onProgress?.((now = progress))
  const stage = (name: Stage, from: number, to: number, tells: Partial<PeelContext> = {}): PeelContext => ({
    sessions: context.sessions,
    signal: context.signal,
    onProgress: (done, detail) => report({ stage: name, done: from + (to - from) * done, detail }),
    ...tells,
  })
  report(now)
  const working = workingCopy(image)
  const found = new FoundSoFar(working, image, (layers) => context.onProgress?.({ ...now, found: layers }))
  const small = working.image
  const cut = isCutOut(small)
  const finished = finishedOf(small, cut ? undefined : context.onFinished)
  const finding = stage('find', 0, 0.25, { onFound: found.texts, onFinished: finished.texts })
  const cutting = stage('cut', 0.25, 0.75, { onFound: found.things, onFinished: finished.things })
  const { layers, behind } = cut
    ? await cutOut(small, options, finding, cutting)
    : await takeApart(toRgbF(small), options, finding, cutting)
  throwIfCancelled(context.signal)
  const shown = worthwhile(layers, small.width, small.height)
  const bottom = cut ? [] : [backgroundOf(behind)]
  const counted = await countLayers(shown, bottom.length, options.layers, behind, stage('cut', 0.75, 0.85))
  throwIfCancelled(context.signal)
  report({ stage: 'finish', done: 0.85 })
  const stack = uniquelyNamed(namedByLook(bottomUp([...bottom, ...counted], behind)))
  found.stack(stack)
  finished.stack(stack.slice(bottom.length))
  return assemble(image, working, stack)
}

/** Tells of what the stages are done with: texts lie over things. Nothing of a cut-out, whose parts are its own ground. */
function finishedOf(size: Rgba8, tell: EngineContext['onFinished']) {
  const all = tell && new FinishedSoFar(size, tell)
  let texts: readonly Found[] = []
  let things: readonly Found[] = []
  return {
    texts: (found: readonly Found[]) => all?.tell([...things, ...(texts = found)]),
    things: (found: readonly Found[]) => all?.tell([...(things = found), ...texts]),
    stack: (found: readonly Found[]) => all?.tell(found),
  }
}

/** Text first, as it lies on top; then what lies on a background that can be modelled, flat artwork, or a photograph. */
async function takeApart(
  picture: RgbF,
  { layers: wanted, quality }: Pick<DecomposeOptions, 'layers' | 'quality'>,
  finding: PeelContext,
  cutting: PeelContext,
): Promise<Peeled> {
  const { width, height } = picture
  const text = await peelText(picture, finding)
  throwIfCancelled(finding.signal)
  const background = modelBackground(text.behind)
  throwIfCancelled(finding.signal)
  const artwork = flatArtwork(text.behind, background)
  const most = (wanted === 'auto' ? MOST_LAYERS : wanted) - 1 - text.layers.length
  const shapes = artwork && (await peelArtwork({ picture, text, noise: artwork.noise, most }, cutting))
  if (shapes) return { layers: stackTexts(shapes.layers, shapes.texts, width, height), behind: shapes.behind }
  const textBoxes = text.layers.map((found) => found.box)
  const rest =
    background.kind === 'photo'
      ? await peelPhoto(text.behind, cutting, { quality, least: wanted === 'auto' ? 1 : most, most })
      : await peelModelled(text.behind, background, { ...cutting, textBoxes })
  return { layers: stackTexts(rest.layers, text.layers, width, height), behind: rest.behind }
}

/** The lowest layer reaches over the whole picture, as the exactness step wants it. */
function bottomUp(stack: Found[], picture: RgbF): Found[] {
  const [lowest = backgroundOf(picture), ...rest] = stack
  return [expandFound(lowest, wholeBox(picture)), ...rest]
}

/** The wanted number counts the `below` layers (the background; none under a cut-out) that these lie on. */
async function countLayers(
  layers: Found[],
  below: number,
  wanted: number | 'auto',
  behind: RgbF,
  context: PeelContext,
): Promise<Found[]> {
  const most = (wanted === 'auto' ? MOST_LAYERS : wanted) - below
  if (layers.length > most) return groupTo(layers, most, behind.width, behind.height)
  if (wanted === 'auto' || layers.length === most) return layers
  return splitTo(layers, most, behind, context)
}
