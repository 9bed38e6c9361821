/** The page on licences names what ships. */
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { fontLibrary } from '../../src/shared/text/font-library.ts'
import { builtInCatalogue } from '../../src/main/models/catalogue.ts'

const page = await readFile(new URL('../../docs/licences.md', import.meta.url), 'utf8')

it.each(Object.keys(packageJson.dependencies))('names the package %s', (name) => {
  expect(page).toContain(`\`${name}\``)
})

it.each(fontLibrary)('names the typeface $name', ({ name }) => {
  expect(page.replace(/\s+/g, ' ')).toContain(name)
})

it.each(builtInCatalogue().models)('names the model $id and whether commercial use is clear', ({ id, licence }) => {
  const row = page.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${id}\``))
  expect(row?.replaceAll('*', '')).toMatch(new RegExp(`\\| ${licence.commercialUse} \\|$`))
})
