import { ChevronRight } from 'lucide-react'
import type { ModelSummary } from '../../../shared/contract/api.ts'
import styles from './models.module.css'

const providerNames: Readonly<Record<string, string>> = {
  cpu: 'CPU',
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'Core ML',
  webgpu: 'WebGPU',
}

/** The terms in full, where the model comes from, and by what it is checked. */
export function ModelDetails({ model }: { model: ModelSummary }) {
  const { licence, link, source, sha256, folder, needs, packed } = model
  const entries: [string, string | null][] = [
    ['Weights', licence.weights],
    ['Code', licence.code],
    ['Terms', licence.sentence],
    ['Page', link],
    ['From', source],
    ['SHA-256', sha256 || describeHashes(model)],
    ['Runs on', needs.providers.map((provider) => providerNames[provider] ?? provider).join(', ')],
    ['Folder', folder ?? packed?.folder ?? null],
  ]
  return (
    <details className={styles.details}>
      <summary className={styles.summary}>
        <ChevronRight size={14} aria-hidden />
        Details
      </summary>
      <dl className={styles.entries}>
        {entries.map(
          ([name, text]) =>
            text && (
              <div key={name} className={styles.entry}>
                <dt>{name}</dt>
                <dd className={name === 'SHA-256' && sha256 ? styles.hash : undefined}>{text}</dd>
              </div>
            ),
        )}
      </dl>
    </details>
  )
}

/** Of many files: whose word the hashes are. */
function describeHashes({ hashes }: ModelSummary): string {
  if (hashes === 'import') return 'of each file, as they were imported'
  return hashes === 'hub' ? 'of each file, as the hub gave it' : 'of each file, as the hub will give it'
}
