/** A picture into a folder of layers. */
import path from 'node:path'
import type { LayerNode } from '../../shared/contract/schemas.ts'
import type { FileParams } from '../../shared/contract/file-api.ts'
import { throwIfCancelled } from '../../shared/contract/errors.ts'
import { shareOf } from '../../shared/contract/jobs.ts'
import { getDocument } from '../../shared/document/tree.ts'
import { decompose, type DecomposeRooms } from './decompose.ts'
import type { PictureLimits } from '../imaging/codecs/decode.ts'
import type { JobContext } from './jobs.ts'
import { layerNodes } from './layer-nodes.ts'
import { refuseUnwritable, type OutputFolders } from './output-folder.ts'
import { pictureDocument } from './picture-document.ts'
import { writePicture } from './picture-output.ts'
import { openPicture } from './pictures.ts'
import { StageClock, type StageSeconds } from './stage-clock.ts'
import type { UnfinishedOutput } from './unfinished-output.ts'
import { laminaVersion } from './version.ts'

export interface PictureResult {
  picture: string
  folder: string
  /** Paths of all files, in the order in which they were written. */
  files: string[]
  width: number
  height: number
  layers: LayerNode[]
  /** The layers put together again are the picture. Never false: a job whose layers are not fails. */
  exact: boolean
  /** Of any channel of any pixel, in levels of 255. */
  maxDifference: number
  /** What a person should know, in a few words each. */
  notes: string[]
  seconds: number
  stages: StageSeconds[]
}

export interface SplitPictureRooms extends DecomposeRooms {
  folders: OutputFolders
  unfinished: UnfinishedOutput
  /** Of pictures that are opened. */
  limits: PictureLimits
}

/** Of the whole job, what writing is. */
const writeShare = [0.82, 1] as const

/** Opens the picture, takes it apart and writes the formats. Throws coded errors; then nothing was written. */
export async function splitPicture(
  rooms: SplitPictureRooms,
  { picture: file, output, formats, options, downscale }: FileParams<'decompose.start'>,
  context: JobContext,
): Promise<PictureResult> {
  const { signal, report } = context
  const clock = new StageClock('open')
  report({ stage: 'open', done: 0 })
  await refuseUnwritable(output)
  const picture = await openPicture(file, { signal, limits: rooms.limits, downscale })
  throwIfCancelled(signal)
  const result = await decompose(rooms, picture.image, options, context, clock)
  const notes = [...picture.notes, ...countNotes(options.layers, result.drafts.length)]

  clock.enter('write')
  report({ stage: 'write', done: writeShare[0] })
  const stages = clock.stages().filter(({ stage }) => stage !== 'write')
  const name = path.parse(picture.fileName).name
  const document = await pictureDocument(picture, name, result)
  const sha256 = getDocument(document.records).source?.file ?? ''
  const folder = await rooms.folders.choose(output, file, sha256)
  const { format, bitDepth, hasAlpha } = picture.info
  const written = await writePicture(
    {
      folder,
      formats,
      document,
      composite: result.image,
      facts: {
        laminaVersion: laminaVersion(),
        picture: { format, depth: bitDepth, hadAlpha: hasAlpha, sha256 },
        timings: stages,
        exactness: result.exactness,
      },
    },
    rooms.unfinished,
    { signal, onProgress: (done) => report({ stage: 'write', done: shareOf(...writeShare, done) }) },
  )
  return {
    picture: file,
    folder,
    files: written.files.map((written) => path.join(folder, written)),
    width: picture.info.width,
    height: picture.info.height,
    layers: layerNodes(document.records),
    exact: result.exactness.differing === 0,
    maxDifference: result.exactness.largestDifference,
    notes: [...notes, ...written.warnings.map(({ message }) => message)],
    seconds: clock.total(),
    stages: clock.stages(),
  }
}

/** Says so where there was less to find than was asked for. */
export function countNotes(wanted: number | 'auto', found: number): string[] {
  return wanted === 'auto' || found >= wanted ? [] : [`${wanted} layers were asked for, ${found} were found`]
}
