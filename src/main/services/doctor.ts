/** Whether this machine has what Lamina needs. */
import { freemem, totalmem, cpus } from 'node:os'
import type { RuntimeFacts } from '../onnx/runtime.ts'
import type { ModelListing } from '../models/store.ts'
import { laminaVersion } from './version.ts'

export interface Check {
  name: string
  state: 'good' | 'note' | 'bad'
  /** What was found. */
  found: string
  /** What to do; empty where there is nothing to do. */
  advice: string
}

export interface DoctorFacts {
  nodeVersion: string
  platform: string
  processors: number
  /** Bytes. */
  totalMemory: number
  freeMemory: number
  runtime: RuntimeFacts
  models: readonly ModelListing[]
  modelsFolder: string
}

/** What this process and machine are, apart from runtime and models. */
export function machineFacts() {
  return {
    nodeVersion: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    processors: cpus().length,
    totalMemory: totalmem(),
    freeMemory: freemem(),
  }
}

/** Node that runs TypeScript by itself and has zstd in its zlib. */
const leastNode = [22, 18] as const
/** What a picture of 1 to 2 megapixels takes at most. */
const leastMemory = 2e9

/** Judges the facts; pure. */
export function examine(facts: DoctorFacts): Check[] {
  return [
    { name: 'Lamina', state: 'good', found: laminaVersion(), advice: '' },
    nodeCheck(facts),
    memoryCheck(facts),
    runtimeCheck(facts.runtime),
    ...facts.runtime.backends.map(backendCheck),
    { name: 'models folder', state: 'good', found: facts.modelsFolder, advice: '' },
    ...facts.models.map(modelCheck),
  ]
}

function nodeCheck({ nodeVersion, platform, processors }: DoctorFacts): Check {
  const [major, minor] = nodeVersion.split('.').map(Number)
  const enough = major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1])
  const found = `${nodeVersion} on ${platform}, ${processors} processors`
  const advice = enough ? '' : `Node ${leastNode.join('.')} or later is needed; \`npm ci\` brings one where it can.`
  return { name: 'Node', state: enough ? 'good' : 'bad', found, advice }
}

function memoryCheck({ freeMemory, totalMemory }: DoctorFacts): Check {
  const enough = freeMemory >= leastMemory
  const advice = enough ? '' : 'Large pictures may not fit; close other programs.'
  return {
    name: 'memory',
    state: enough ? 'good' : 'note',
    found: `${gigabytes(freeMemory)} free of ${gigabytes(totalMemory)}`,
    advice,
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}

function runtimeCheck({ version, problem }: RuntimeFacts): Check {
  if (problem === '') return { name: 'ONNX Runtime', state: 'good', found: version, advice: '' }
  return { name: 'ONNX Runtime', state: 'bad', found: problem, advice: 'Run `npm ci` again on this machine.' }
}

function backendCheck({ name, usable, reason }: RuntimeFacts['backends'][number]): Check {
  return { name: `backend ${name}`, state: usable ? 'good' : 'note', found: usable ? 'usable' : reason, advice: '' }
}

function modelCheck({ id, title, embedded, present, verified }: ModelListing): Check {
  if (verified) return { name: `model ${id}`, state: 'good', found: title, advice: '' }
  const found = `${title}: ${present ? 'damaged' : 'not there'}`
  if (embedded) return { name: `model ${id}`, state: 'bad', found, advice: 'Run `npm run models`.' }
  return { name: `model ${id}`, state: 'note', found, advice: `Optional: \`lamina models add ${id}\`.` }
}
