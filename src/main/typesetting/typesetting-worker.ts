/** The thread in which text is set and fonts are matched; see typesetter.ts. */
import { parentPort } from 'node:worker_threads'
import { answerCalls } from '../onnx/calls.ts'
import type { TypesettingCalls } from './calls.ts'
import { FallbackFaces } from './fallback-faces.ts'
import { Faces } from './faces.ts'
import { prepareMatching } from './match/match-line.ts'
import { matchText } from './match/match-text.ts'
import { typeset } from './typeset.ts'

if (!parentPort) throw new Error('typesetting-worker runs as a worker thread.')

const faces = new Faces()
const fallback = new FallbackFaces()

answerCalls<TypesettingCalls>(parentPort, {
  // Calls are answered once all modules are there.
  loaded: () => Promise.resolve({ value: null }),
  async prepare() {
    await prepareMatching(faces)
    return { value: null }
  },
  async typeset({ text, placement, clip }) {
    const value = await typeset({ faces, fallback }, text, placement, clip)
    return { value, transfer: value ? [value.data.buffer as ArrayBuffer] : [] }
  },
  match: async ({ pixels, runs, canvas }) => ({ value: await matchText(faces, pixels, runs, canvas) }),
})
