import { getDocument } from '../../shared/document/tree.ts'
import { activeLayer } from '../store/commands.ts'
import { useDocument, useEditorState, useSession } from './editor-context.ts'
import { DocumentProperties } from './document-properties.tsx'
import { LayerProperties } from './layer-properties.tsx'
import { VariationsPanel } from './variations-panel.tsx'
import styles from './properties-panel.module.css'

/** Of what is selected, or of the document. */
export function PropertiesPanel() {
  const hasDocument = useDocument(({ id }) => id !== null)
  const layer = useEditorState(activeLayer)
  const count = useSession((session) => session.selection.length)
  const varies = useSession((session) => session.variations !== null)
  if (!hasDocument) return <p className={styles.empty}>Open an image to see its properties.</p>
  if (!layer) return <OfDocument />
  if (varies) return <VariationsPanel />
  return <LayerProperties layer={layer} count={count} />
}

function OfDocument() {
  const record = useDocument(({ records }) => getDocument(records))
  return <DocumentProperties record={record} />
}
