/** The library's font files, for pages. */
export { readFontFile } from '../typesetting/font-files.ts'
