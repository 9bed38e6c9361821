/** Colors that tell layers apart: their labels, and where they have none one by their place. */
import { walk } from '../../shared/document/tree.ts'
import type { DocumentRecords, LayerRecord } from '../../shared/document/types.ts'

type Label = NonNullable<LayerRecord['label']>

export const labelColors: Readonly<Record<Label, string>> = {
  red: '#e5484d',
  orange: '#f07c22',
  yellow: '#d9b21a',
  green: '#3fa65a',
  blue: '#3b82f6',
  violet: '#9b5de5',
  gray: '#8b8b94',
}

const withoutLabel = [labelColors.green, labelColors.violet, labelColors.orange, labelColors.blue, labelColors.red]

/** What stands for the layer over the picture. */
export function colorOfLayer(records: DocumentRecords, id: string): string {
  const layers = [...walk(records)].map(({ layer }) => layer)
  const index = layers.findIndex((layer) => layer.id === id)
  const label = layers[index]?.label
  return label ? labelColors[label] : withoutLabel[Math.max(0, index) % withoutLabel.length]
}
