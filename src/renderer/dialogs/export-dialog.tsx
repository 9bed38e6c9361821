import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { exportFormats, scaledSize, type ExportFormat, type ExportScale } from '../../shared/contract/api.ts'
import { getDocument, layersOf } from '../../shared/document/tree.ts'
import { holdsText, isTextLayer } from '../../shared/text/live-text.ts'
import { formatBytes } from '../app/describe.ts'
import { useActions, useDocument, useSession } from '../app/editor-context.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Checkbox, FormRow, RadioGroup } from '../ui/field.tsx'
import { NumberField } from '../ui/number-field.tsx'
import styles from './dialogs.module.css'
import { useEstimate } from './use-estimate.ts'

function isFormat(text: string): text is ExportFormat {
  return (exportFormats as readonly string[]).includes(text)
}

const hints: Readonly<Record<ExportFormat, string>> = {
  psd: 'All layers, groups, masks and blend modes, for Photoshop and other editors.',
  png: 'One flat picture, as it is seen.',
  layers: 'A PNG for each layer.',
  ora: 'OpenRaster, for Krita, GIMP and MyPaint. Text and masks become pixels.',
  pptx: 'A slide whose shapes are the layers, for PowerPoint. Modes become normal.',
  json: 'The list of layers: names, places, texts and modes, without pixels.',
}

/** Pixels that a PSD may have a side. */
const largestPsdSide = 30_000
const psbHint = 'Over 30,000 pixels a side a PSD cannot be: the file is a PSB, with the same layers.'

const shares = ['25', '50', '100', '200'] as const
type ScaleChoice = (typeof shares)[number] | 'width'

/** Of the whole document, or of some layers. */
export function ExportDialog({ layers }: { layers: readonly string[] | null }) {
  const actions = useActions()
  const document = useDocument(({ id }) => id)
  const last = useSession(({ preferences }) => preferences.export)
  const inBrowser = useSession(({ app }) => app?.host !== 'electron')
  const [format, setFormat] = useState<ExportFormat>(layers ? 'png' : isFormat(last.format) ? last.format : 'psd')
  const [trim, setTrim] = useState(last.trim)
  const [hidden, setHidden] = useState(true)
  const canvas = useDocument(({ records }) => getDocument(records))
  const [share, setShare] = useState<ScaleChoice>('100')
  const [width, setWidth] = useState(canvas.width)
  const [editableText, setEditableText] = useState(false)
  const hasReadText = useDocument(({ records }) =>
    layersOf(records).some((layer) => holdsText(layer) && !isTextLayer(layer)),
  )

  const labels: Record<ExportFormat, string> = {
    psd: 'PSD',
    png: 'PNG',
    layers: inBrowser ? 'ZIP' : 'PNG folder',
    ora: 'ORA',
    pptx: 'PPTX',
    json: 'JSON',
  }
  const needsPsb = Math.max(canvas.width, canvas.height) > largestPsdSide
  const isPixels = format === 'png' || format === 'layers'
  const scale: ExportScale = share === 'width' ? { width } : { factor: Number(share) / 100 }
  const options = { layers: layers && [...layers], trim, hidden, scale, editableText }
  const estimate = useEstimate('export.estimate', document === null ? null : { document, format, options })
  const close = () => actions.showDialog(null)
  const start = () => {
    close()
    void actions.setPreferences({ export: { format, trim } })
    void actions.exportDocument(format, options)
  }
  return (
    <Dialog
      title="Export"
      description={layers ? describeLayers(layers.length) : undefined}
      width={560}
      onClose={close}
      onSubmit={start}
      footer={
        <>
          <Button size="dialog" onClick={close}>
            Cancel
          </Button>
          <Button size="dialog" type="submit" variant="primary" disabled={estimate.error !== null}>
            Export
          </Button>
        </>
      }
    >
      <FormRow title="Format" hint={format === 'psd' && needsPsb ? psbHint : hints[format]}>
        <RadioGroup<ExportFormat>
          label="Format"
          layout="bar"
          value={format}
          options={exportFormats.map((value) => ({ value, label: labels[value] }))}
          onChange={setFormat}
        />
      </FormRow>
      {isPixels && (
        <FormRow title="Scale" hint={scaleHint(scaledSize(canvas, scale), trim)}>
          <div className={styles.inline}>
            <RadioGroup<ScaleChoice>
              label="Scale"
              layout="bar"
              value={share}
              options={[
                ...shares.map((value) => ({ value, label: `${value}%` })),
                { value: 'width' as const, label: 'Width' },
              ]}
              onChange={setShare}
            />
            {share === 'width' && (
              <NumberField
                label="Width"
                size="dialog"
                unit="px"
                value={width}
                min={1}
                max={65_535}
                onCommit={setWidth}
              />
            )}
          </div>
        </FormRow>
      )}
      {isPixels && (
        <FormRow title="Options">
          <Checkbox
            label="Trim"
            hint="Only as large as what is not transparent, instead of the whole canvas."
            checked={trim}
            onChange={setTrim}
          />
          {format === 'layers' && <Checkbox label="Hidden layers too" checked={hidden} onChange={setHidden} />}
        </FormRow>
      )}
      {format === 'psd' && hasReadText && (
        <FormRow title="Text">
          <Checkbox
            label="Make read text editable"
            hint="In the fonts most like it. Photoshop draws it anew when it updates text."
            checked={editableText}
            onChange={setEditableText}
          />
        </FormRow>
      )}
      <FormRow title="Size">
        <p role="status" aria-label="Estimate" className={styles.plain}>
          {estimate.error
            ? `${estimate.error.message} ${estimate.error.hint}`
            : estimate.pending || !estimate.result
              ? 'Working it out'
              : formatBytes(estimate.result.bytes)}
        </p>
      </FormRow>
      {estimate.result && estimate.result.warnings.length > 0 && (
        <FormRow title="Notes">
          <ul aria-label="Warnings" className={styles.warnings}>
            {estimate.result.warnings.map(({ message, layer }, index) => (
              <li key={index} className={styles.warning}>
                <TriangleAlert size={14} aria-label="Warning" />
                <span>{layer && !message.includes(layer.name) ? `‘${layer.name}’: ${message}` : message}</span>
              </li>
            ))}
          </ul>
        </FormRow>
      )}
    </Dialog>
  )
}

/** What comes out is known beforehand where nothing is trimmed off. */
function scaleHint(size: { width: number; height: number } | null, trim: boolean): string | undefined {
  return trim || !size ? undefined : `${size.width} × ${size.height} pixels`
}

function describeLayers(count: number): string {
  return count === 1 ? 'The selected layer alone.' : `The ${count} selected layers alone.`
}
