/** `npm run serve -- [FILE] [--port N]`: the editor in a browser, on this machine alone. */
import { ensureBuilt, pageFolder } from './building.ts'
import { explain, serve } from './serving.ts'

try {
  await ensureBuilt('renderer')
  await serve(process.argv.slice(2), { page: pageFolder })
} catch (error) {
  explain(error)
}
