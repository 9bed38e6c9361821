import { CloudOff } from 'lucide-react'
import type { DocRecord } from '../../shared/document/types.ts'
import { Select } from '../ui/select.tsx'
import { describeActivities, formatBytes, formatZoom } from './describe.ts'
import { useActions, useDocument, useSession } from './editor-context.ts'
import styles from './status-bar.module.css'
import { useJobView } from './use-job-view.ts'

const zooms = [0.0625, 0.125, 0.25, 0.5, 0.67, 1, 2, 4, 8, 16, 32]
const zoomGroups = [
  [{ value: 'fit', label: 'Fit' }],
  zooms.map((zoom) => ({ value: String(zoom), label: formatZoom(zoom) })),
]

export function StatusBar() {
  const hasDocument = useDocument(({ id }) => id !== null)
  const record = useDocument(({ records }): DocRecord | undefined => records.document)
  const memory = useSession((session) => session.memory)
  const lost = useSession(({ connection }) => connection === 'lost')
  return (
    <footer className={styles.bar} data-region="status" data-panels>
      {hasDocument && <ZoomSelect />}
      {record?.type === 'document' && (
        <span>
          {record.width} × {record.height} px
        </span>
      )}
      {hasDocument && memory > 0 && <span title="Memory that pictures take in this window">{formatBytes(memory)}</span>}
      {hasDocument && <SaveState />}
      <span className={styles.end}>
        <JobText />
        <ModelsChip />
        {lost && (
          <span className={styles.chip}>
            <CloudOff size={14} aria-hidden />
            Not connected
          </span>
        )}
      </span>
    </footer>
  )
}

function ZoomSelect() {
  const actions = useActions()
  const zoom = useSession(({ view }) => view.zoom)
  return (
    <Select
      label="Zoom"
      value=""
      shown={formatZoom(zoom)}
      className={styles.zoom}
      groups={zoomGroups}
      onChange={(value) => (value === 'fit' ? actions.fit() : actions.zoomTo(Number(value)))}
    />
  )
}

function SaveState() {
  const dirty = useDocument((document) => document.dirty)
  const readOnly = useDocument((document) => document.readOnly)
  const file = useDocument((document) => document.file)
  const text = dirty ? 'Unsaved changes' : 'Saved'
  return <span title={file ?? undefined}>{readOnly ? `${text}, file is read only` : text}</span>
}

/** What is done with models goes on while nobody looks at their page. */
function ModelsChip() {
  const actions = useActions()
  const text = useSession(({ modelActivities }) => describeActivities(modelActivities))
  if (text === '') return null
  return (
    <button
      type="button"
      className={styles.models}
      onClick={() => actions.showDialog({ kind: 'preferences', page: 'Models' })}
    >
      {text}
    </button>
  )
}

function JobText() {
  const view = useJobView()
  const busy = useSession((session) => session.busy)
  if (!view) return busy && <span>{busy}…</span>
  return <span className={styles.job}>{[view.title, view.spoken, view.timeLeft].filter(Boolean).join(' · ')}</span>
}
