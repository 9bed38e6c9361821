/** Terms of models before a person. */
import type { Licence } from '../../shared/contract/api.ts'

const commercialUses: Readonly<Record<Licence['commercialUse'], string>> = {
  yes: 'clear',
  unclear: 'not settled',
  no: 'no',
}

/** "Commercial use: clear". */
export function describeCommercialUse({ commercialUse }: Pick<Licence, 'commercialUse'>): string {
  return `Commercial use: ${commercialUses[commercialUse]}`
}
