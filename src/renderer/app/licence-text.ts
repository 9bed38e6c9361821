/** Terms of models before a person. */
import type { Licence } from '../../shared/contract/api.ts'

const commercialUses: Readonly<Record<Licence['commercialUse'], string>> = {
  yes: 'clear',
  unclear: 'not settled',
  no: 'no',
}

/** "Apache-2.0", "weights not settled, code Apache-2.0": without who gives them on these terms, which details have. */
export function describeLicence({ weights, code }: Pick<Licence, 'weights' | 'code'>): string {
  const brief = (terms: string) => terms.replace(/\s*[(:;].*$/, '')
  return brief(weights) === brief(code) ? brief(code) : `weights ${brief(weights)}, code ${brief(code)}`
}

/** "Commercial use: clear". */
export function describeCommercialUse({ commercialUse }: Pick<Licence, 'commercialUse'>): string {
  return `Commercial use: ${commercialUses[commercialUse]}`
}
