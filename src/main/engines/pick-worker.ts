/** The thread in which things are picked out of pictures. */
import { parentPort, workerData } from 'node:worker_threads'
import { LaminaError } from '../../shared/contract/errors.ts'
import { answerCalls } from '../onnx/calls.ts'
import { connectSessions } from '../onnx/remote-sessions.ts'
import { Edge } from './edge/refine-edge.ts'
import { liftOut } from './peel/prompt/lift.ts'
import { matteOver, openPictureToPick } from './peel/prompt/picked.ts'
import { edgeVariation } from './peel/vary/edges.ts'
import { fillVariation } from './peel/vary/fills.ts'
import type { OpenPictureToPick, PickedMatte, PickMethods, PickThreadData, PictureToPick } from './pick-messages.ts'

if (!parentPort) throw new Error('pick-worker runs as a worker thread.')
const data = workerData as PickThreadData
const sessions = connectSessions(data.sessions)
const pictures = new Map<string, PictureToPick>()

async function opener(): Promise<OpenPictureToPick> {
  if (data.module === undefined) return openPictureToPick
  return ((await import(data.module)) as { openPictureToPick: OpenPictureToPick }).openPictureToPick
}

function picture(key: string): PictureToPick {
  const found = pictures.get(key)
  if (!found) throw new LaminaError('INTERNAL', `No picture is open under ${key}.`)
  return found
}

function given(matte: PickedMatte | null): { value: PickedMatte | null; transfer?: ArrayBuffer[] } {
  return matte ? { value: matte, transfer: [matte.data.buffer as ArrayBuffer] } : { value: null }
}

answerCalls<PickMethods>(parentPort, {
  async open({ key, image }) {
    pictures.set(key, (await opener())(image, sessions))
    return { value: null }
  },
  async close({ key }) {
    pictures.get(key)?.close()
    pictures.delete(key)
    return { value: null }
  },
  async prepare({ key }) {
    await picture(key).prepare()
    return { value: null }
  },
  hover: async ({ key, x, y }) => given(await picture(key).hover(x, y)),
  matte: async ({ key, hints }, signal) => given(await picture(key).matte(hints, signal)),
  async fill({ image, hidden, index }, signal) {
    const { width, height } = image
    const varied = await fillVariation(image, { width, height, data: hidden }, index, { sessions, signal })
    if (varied === null || varied === 'none') return { value: varied }
    return { value: varied, transfer: [varied.pixels.buffer as ArrayBuffer] }
  },
  async edge({ source, index }, signal) {
    const found = await edgeVariation(source.seen, source.cover, index, { sessions, signal })
    if (found === null || found === 'none') return { value: found }
    const edge = new Edge(source)
    const { data } = edge.kept(edge.colors(null), found)
    return { value: { ...found, pixels: data }, transfer: [data.buffer as ArrayBuffer] }
  },
  async lift({ image, matte }, signal) {
    const lifted = await liftOut(image, matteOver(image, matte), { sessions, signal })
    const buffers = [lifted.rest, ...(lifted.thing ? [lifted.thing.pixels] : [])].map(({ buffer }) => buffer)
    return { value: lifted, transfer: buffers as ArrayBuffer[] }
  },
})
