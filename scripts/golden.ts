/**
 * `npm run -s golden -- DIR [--precision LIST]`: packs the checkpoint in DIR/model and compares every stage with the
 * golden data of DIR/manifest.json. Exit code 1 when a stage in fp32 is over the tolerance; int8 and int4 are not bounded.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { precisions, type Precision } from '../src/main/engines/qwen-layered/pack/manifest.ts'
import { runGolden } from './golden/golden.ts'

const { values, positionals } = parseArgs({ options: { precision: { type: 'string' } }, allowPositionals: true })
const wanted = (values.precision ?? 'float32,int8,int4').split(',')
const known = wanted.filter((each): each is Precision => (precisions as readonly string[]).includes(each))
if (positionals.length !== 1 || known.length !== wanted.length) {
  console.error('Usage: npm run -s golden -- DIR [--precision float32,float16,int8,int4]')
  process.exit(2)
}

const temporary = await mkdtemp(join(tmpdir(), 'lamina-golden-'))
const summary: string[] = []
let failures = 0
try {
  for (const precision of known) {
    console.log(`\n== ${precision} ==`)
    const packed = join(temporary, precision)
    const result = await runGolden(positionals[0], { precision, packed, print: console.log })
    failures += result.failures
    const bound = precision === 'float32' ? `${result.failures} over tolerance` : 'not bounded'
    summary.push(`${precision}: ${result.stages} stages, ${bound}`, ...result.layers.map((line) => `  ${line}`))
  }
} finally {
  await rm(temporary, { recursive: true, force: true })
}
console.log(`\n${summary.join('\n')}`)
process.exitCode = failures === 0 ? 0 : 1
