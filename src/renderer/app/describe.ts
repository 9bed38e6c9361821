/** The state in words, for descriptions that are read out. */
import type { ModelActivity } from '../../shared/contract/api.ts'
import { getDocument } from '../../shared/document/tree.ts'
import { selectedLayers, type EditorState } from '../store/commands.ts'

/** File, selection and zoom. */
export function describeCanvas(state: EditorState): string {
  const { document, session } = state
  if (document.id === null) return 'No document is open'
  const { width, height } = getDocument(document.records)
  const selected = selectedLayers(state)
  const selection =
    selected.length === 0
      ? 'no layer selected'
      : selected.length === 1
        ? `layer ${selected[0].name} selected`
        : `${selected.length} layers selected`
  const { cursor } = session.pick
  const crosshair = cursor ? `, crosshair at ${cursor.x}, ${cursor.y}` : ''
  const trial = session.trial ? ', preview, not applied' : ''
  return `${document.name}, ${width} by ${height} pixels, ${selection}${trial}, zoom ${formatZoom(session.view.zoom)}${crosshair}`
}

export function formatZoom(zoom: number): string {
  const percent = zoom * 100
  return `${percent < 10 ? Number(percent.toFixed(1)) : Math.round(percent)}%`
}

/** A share 0..1 of pixels that are the same: 100% only where all are. */
export function formatMatch(share: number): string {
  if (share === 1) return '100% match'
  return `${Math.min(99.99, Math.floor(share * 10_000) / 100).toFixed(2)}% match`
}

/** In the units of file managers. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** power
  return `${power > 0 && value < 10 ? Number(value.toFixed(1)) : Math.round(value)} ${units[power]}`
}

/** How far bytes on their way are: "34 of 88 MB". */
export function formatTransfer(bytes: number, total: number): string {
  const [from, to] = [formatBytes(bytes), formatBytes(total)]
  const [number, unit] = from.split(' ')
  return `${to.endsWith(` ${unit}`) ? number : from} of ${to}`
}

const activityNames: Readonly<Record<ModelActivity['kind'], string>> = {
  download: 'Downloading',
  import: 'Importing',
  verify: 'Verifying',
  pack: 'Packing',
  move: 'Moving',
}

export function describeActivity({ kind, paused }: Pick<ModelActivity, 'kind' | 'paused'>): string {
  return paused ? 'Paused' : activityNames[kind]
}

/** "Downloading 43%", "Working on 2 models, 12%"; empty where nothing is done with models, or all of it is paused. */
export function describeActivities(activities: readonly ModelActivity[]): string {
  const running = activities.filter(({ paused }) => !paused)
  if (running.length === 0) return ''
  const sum = (of: (activity: ModelActivity) => number) => running.reduce((all, each) => all + of(each), 0)
  const total = sum((each) => each.total)
  const share = total === 0 ? '' : ` ${Math.floor((100 * sum((each) => each.bytes)) / total)}%`
  if (running.length > 1) return `Working on ${running.length} models${share && `,${share}`}`
  return `${describeActivity(running[0])}${running[0].model === null ? ' models' : ' model'}${share}`
}

/** A time that is left or estimated, rounded so that it does not flicker. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${Math.max(1, Math.round(seconds))} s`
  if (seconds < 60) return `${Math.round(seconds / 5) * 5} s`
  if (seconds >= 5400) {
    const hours = seconds / 3600
    return hours < 48 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} days`
  }
  const minutes = seconds / 60
  return `${minutes < 10 && seconds < 570 ? Number((Math.round(minutes * 2) / 2).toFixed(1)) : Math.round(minutes)} min`
}
