import { useState, type ReactNode } from 'react'
import { maxLayers, minLayers, outputFormats, type OutputFormatId } from '../../shared/contract/limits.ts'
import { useActions, useSession } from '../app/editor-context.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Checkbox } from '../ui/field.tsx'
import styles from './batch-dialog.module.css'
import { BatchList } from './batch-list.tsx'
import { EngineSelect, LayerCountField, useLayerCount } from './engine-fields.tsx'

const formatLabels: Readonly<Record<OutputFormatId, string>> = {
  psd: 'PSD',
  png: 'PNG layers',
  lproj: 'Lamina project',
  json: 'Layer list (JSON)',
  ora: 'OpenRaster',
  pptx: 'PowerPoint',
}

/** Takes all pictures of a folder apart. Closing it leaves the batch running: the job bar has it. */
export function BatchDialog() {
  const actions = useActions()
  const engines = useSession((session) => session.engines)
  const before = useSession((session) => session.jobOptions)
  const batch = useSession((session) => session.batch)
  const job = useSession((session) => session.job)
  const inElectron = useSession(({ app }) => app?.host === 'electron')
  const [engineId, setEngine] = useState(before.engine)
  const count = useLayerCount(before.layers, minLayers, maxLayers)
  const [formats, setFormats] = useState<readonly OutputFormatId[]>(['psd', 'png'])

  const engine = engines.find(({ id }) => id === engineId) ?? engines[0]
  const running = job?.kind === 'batch'
  const missing =
    batch.files.length === 0 || formats.length === 0 || engine?.ready === false || (inElectron && batch.output === null)
  const blocked = missing || job !== null
  const close = () => actions.showDialog(null)
  const start = () => {
    if (blocked) return
    void actions.startBatch({ formats, options: { engine: engine?.id ?? engineId, layers: count.layers } })
  }
  const toggle = (format: OutputFormatId, on: boolean) =>
    setFormats(outputFormats.filter((each) => (each === format ? on : formats.includes(each))))
  return (
    <Dialog
      title="Batch folder"
      width={720}
      bare
      onClose={close}
      onSubmit={start}
      footer={
        <>
          {running ? (
            <Button size="dialog" disabled={job.cancelling} onClick={() => void actions.cancelJob()}>
              Cancel
            </Button>
          ) : (
            <Button size="dialog" onClick={close}>
              Close
            </Button>
          )}
          <Button size="dialog" type="submit" variant="primary" disabled={blocked}>
            Start batch
          </Button>
        </>
      }
    >
      <div className={styles.settings} inert={running}>
        <Setting title="Pictures">
          <div className={styles.buttons}>
            <Button onClick={() => void actions.chooseBatchPictures('folder')}>Choose folder…</Button>
            {!inElectron && <Button onClick={() => void actions.chooseBatchPictures('files')}>Choose files…</Button>}
          </div>
          {batch.source && <p className={styles.place}>{batch.source}</p>}
        </Setting>
        <Setting title="Engine">
          <EngineSelect engines={engines} value={engine?.id ?? ''} onChange={setEngine} />
        </Setting>
        <Setting title="Layers">
          <LayerCountField value={count} least={minLayers} most={maxLayers} />
        </Setting>
        <Setting title="Formats">
          <div role="group" aria-label="Formats" className={styles.formats}>
            {outputFormats.map((format) => (
              <Checkbox
                key={format}
                label={formatLabels[format]}
                checked={formats.includes(format)}
                onChange={(on) => toggle(format, on)}
              />
            ))}
          </div>
        </Setting>
        <Setting title="Save to">
          {inElectron ? (
            <>
              <div className={styles.buttons}>
                <Button onClick={() => void actions.chooseBatchOutput()}>Choose folder…</Button>
              </div>
              {batch.output && <p className={styles.place}>{batch.output}</p>}
            </>
          ) : (
            <p className={styles.place}>A ZIP to download at the end</p>
          )}
        </Setting>
      </div>
      <BatchList batch={batch} running={running} />
    </Dialog>
  )
}

function Setting({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={styles.setting}>
      <div className={styles.title} aria-hidden>
        {title}
      </div>
      {children}
    </div>
  )
}
