/** The state in words, for descriptions that are read out. */
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
  return `${document.name}, ${width} by ${height} pixels, ${selection}, zoom ${formatZoom(session.view.zoom)}`
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

/** A time that is left or estimated, rounded so that it does not flicker. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${Math.max(1, Math.round(seconds))} s`
  if (seconds < 60) return `${Math.round(seconds / 5) * 5} s`
  const minutes = seconds / 60
  return `${minutes < 10 && seconds < 570 ? Number((Math.round(minutes * 2) / 2).toFixed(1)) : Math.round(minutes)} min`
}
