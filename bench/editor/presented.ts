/**
 * Frames as the display compositor put them on the screen, from the browser's own trace: not callbacks of the page.
 */
import type { Browser, CDPSession } from 'playwright-core'
import { browserTime } from './browser.ts'

interface TraceEvent {
  name: string
  /** Microseconds. */
  ts: number
  args?: Record<string, unknown>
}

const categories = [
  'viz',
  'benchmark',
  'disabled-by-default-display.framedisplayed',
  'disabled-by-default-viz.surface_lifetime',
]

export interface Presented {
  seconds: number
  /** Frames with new pixels in the canvas of a drawing thread. */
  frames: number
  perSecond: number
  /** Longest time between two frames on the screen, milliseconds. */
  longest: number
  /** Milliseconds of processor time of the whole browser a frame; null: not known here. */
  cost: number | null
}

/** What is on the screen while the work goes on; the first and the last moments of it do not count. */
export async function presentedDuring(
  browser: Browser,
  work: () => Promise<void>,
  { ofCanvas = true } = {},
): Promise<Presented> {
  const session = await browser.newBrowserCDPSession()
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  const traceConfig = { includedCategories: categories }
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig })
  const before = browserTime()
  await work()
  const after = browserTime()
  await stop(session)
  await session.detach()
  const counted = count(events, ofCanvas)
  return { ...counted, cost: before === null || after === null ? null : (after - before) / counted.frames }
}

async function stop(session: CDPSession): Promise<void> {
  const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()))
  await session.send('Tracing.end')
  await complete
}

function count(events: TraceEvent[], ofCanvas: boolean): Omit<Presented, 'cost'> {
  const sorted = events.toSorted((one, other) => one.ts - other.ts)
  const canvas = ofCanvas ? busiestSurface(sorted) : null
  let damaged = false
  const times: number[] = []
  for (const event of sorted) {
    if (event.name === 'DisplayDamageTracker::SurfaceDamaged')
      damaged ||= canvas === null || surfaceOf(event) === canvas
    if (event.name !== 'Display::FrameDisplayed' || !damaged) continue
    times.push(event.ts)
    damaged = false
  }
  if (times.length < 2) return { seconds: 0, frames: times.length, perSecond: 0, longest: Infinity }
  const seconds = (times[times.length - 1] - times[0]) / 1e6
  const gaps = times.slice(1).map((time, index) => (time - times[index]) / 1000)
  return { seconds, frames: times.length, perSecond: (times.length - 1) / seconds, longest: Math.max(...gaps) }
}

/** The surface that changed most often: during a drag the canvas. */
function busiestSurface(events: readonly TraceEvent[]): string | null {
  const counts = new Map<string, number>()
  for (const event of events) {
    if (event.name !== 'DisplayDamageTracker::SurfaceDamaged') continue
    const surface = surfaceOf(event)
    counts.set(surface, (counts.get(surface) ?? 0) + 1)
  }
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0] ?? null
}

/** Which frame sink it is, without the sequence numbers of the surface. */
function surfaceOf({ args }: TraceEvent): string {
  return /FrameSinkId\[?\(?[^)\]]*/.exec(JSON.stringify(args))?.[0] ?? JSON.stringify(args)
}
