/**
 * `node scripts/run.mjs scripts/fonts.ts`: fetches the files of the library of typefaces (src/shared/text/font-library.ts)
 * from Fontsource's npm packages into resources/fonts, with their licences and a list of what they are. The files are
 * committed: they are two megabytes of packages that would be forty.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fontLibrary, type FontFamily } from '../src/shared/text/font-library.ts'
import { fetchFontsource, type FontsourcePackage } from './fontsource.ts'

const folder = fileURLToPath(new URL('../resources/fonts/', import.meta.url))

async function fetchFamily(family: FontFamily) {
  const variable = family.files.some(({ weights: [least, greatest] }) => least < greatest)
  const fetched = await fetchFontsource(family.name, { variable })
  const files = family.files.map(({ file }) => {
    const content = fetched.files.get(file)
    if (!content) throw new Error(`${fetched.name} has no ${file}.`)
    return { name: file, content }
  })
  if (fetched.licence !== 'OFL-1.1' && fetched.licence !== 'Apache-2.0') {
    throw new Error(`${family.name} is under ${fetched.licence}.`)
  }
  return { ...fetched, family: family.name, package: fetched.name, files }
}

/** From the heading on: what stands above it is the copyright of one family. */
function commonText(fetched: readonly Omit<FontsourcePackage, 'files'>[], licence: string, heading: RegExp): string {
  const text = fetched.find((each) => each.licence === licence)?.licenceText ?? ''
  return text.slice(Math.max(0, text.search(heading))).trimEnd()
}

const fetched: Awaited<ReturnType<typeof fetchFamily>>[] = []
for (const family of fontLibrary) {
  fetched.push(await fetchFamily(family))
  console.log(`${family.name}: ${fetched.at(-1)?.licence}`)
}
await mkdir(folder, { recursive: true })
for (const name of await readdir(folder)) await rm(join(folder, name))
let bytes = 0
for (const { name, content } of fetched.flatMap(({ files }) => files)) {
  await writeFile(join(folder, name), content)
  bytes += content.length
}
const list = fetched.map(({ family, package: from, licence, copyright, files }) => ({
  family,
  package: from,
  licence,
  copyright,
  files: files.map(({ name, content }) => ({ name, sha256: createHash('sha256').update(content).digest('hex') })),
}))
await writeFile(join(folder, 'fonts.json'), `${JSON.stringify(list, null, 2)}\n`)
const owners = list.map(({ family, licence, copyright }) => `${family} (${licence})\n  ${copyright}`)
await writeFile(
  join(folder, 'LICENCES.txt'),
  [
    'The typefaces in this folder, unchanged as Fontsource (https://fontsource.org) gives them.',
    ...owners,
    commonText(fetched, 'OFL-1.1', /-{20,}\s+SIL OPEN FONT LICENSE/),
    commonText(fetched, 'Apache-2.0', /^\s+Apache License/m),
  ].join('\n\n') + '\n',
)
console.log(`${folder}: ${list.length} families, ${(bytes / 2 ** 20).toFixed(2)} MiB`)
