/** What the dialog of decompose says of engines and of what a job would take. */
import type { EngineSummary, Result } from '../../shared/contract/api.ts'
import { formatBytes, formatDuration, formatTransfer } from '../app/describe.ts'
import { describeCommercialUse } from '../app/licence-text.ts'

const devices: Readonly<Record<EngineSummary['device'], string>> = {
  cpu: 'Runs on the CPU',
  gpu: 'Runs on the GPU',
  automatic: 'Runs on the GPU if there is one that can be used, else on the CPU',
}

/** Device and licences, a line each; models on the same terms share one. */
export function describeEngine({ device, models }: EngineSummary): string[] {
  const byTerms = Map.groupBy(models, ({ licence }) => `weights ${licence.weights}. ${describeCommercialUse(licence)}.`)
  const terms = [...byTerms].map(([text, those]) => `${those.map(({ title }) => title).join(', ')}: ${text}`)
  return [`${devices[device]}.`, ...terms]
}

/** "About 40 s, 5.2 of 8 GB GPU memory, 120 MB result (rough)". */
export function describeEstimate(figures: Result<'decompose.estimate'> | null): string {
  if (!figures) return 'Working it out'
  const { seconds, basis, device, memory, memoryTotal, bytes } = figures
  const used = formatTransfer(memory, memoryTotal)
  const parts = [
    `About ${formatDuration(seconds)}`,
    `${used} ${device === 'gpu' ? 'GPU memory' : 'memory'}`,
    `${formatBytes(bytes)} result`,
  ]
  return parts.join(', ') + (basis === 'rough' ? ' (rough)' : '')
}
