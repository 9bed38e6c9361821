import type { DocumentRecord } from '../../shared/document/types.ts'
import styles from './properties-panel.module.css'

export function DocumentProperties({ record }: { record: DocumentRecord }) {
  const { width, height, resolution, source, engine } = record
  return (
    <dl className={styles.facts} aria-label="Document">
      <dt>Size</dt>
      <dd>
        {width} × {height} px
      </dd>
      <dt>Resolution</dt>
      <dd>{Number(resolution.toFixed(2))} ppi</dd>
      {source && (
        <>
          <dt>Source</dt>
          <dd>{source.fileName}</dd>
        </>
      )}
      {source?.convertedFromProfile && (
        <>
          <dt>Profile</dt>
          <dd>Converted to sRGB from {source.convertedFromProfile}</dd>
        </>
      )}
      {engine && (
        <>
          <dt>Layers by</dt>
          <dd>{engine.id}</dd>
        </>
      )}
    </dl>
  )
}
