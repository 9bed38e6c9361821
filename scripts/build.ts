/** `npm run build`: main, preload and page, into out/. */
import { build } from './building.ts'

await build('everything')
