/** `npm run models`: brings the models that peel needs and lists them. */
import { createModelStore } from '../src/main/models/store.ts'
import { MEGABYTE, prepareOrExplain } from './preparation.ts'

if (!(await prepareOrExplain())) process.exit(1)
for (const { id, embedded, size, licence, folder } of await createModelStore().listModels()) {
  if (!embedded) continue
  console.log(`${id}  ${(size / MEGABYTE).toFixed(1)} MB  commercial use: ${licence.commercialUse}  ${folder}`)
}
