/** Pictures of our own to try the program with. They lie beside the program, in the source as in a bundle. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface Sample {
  name: string
  title: string
  file: string
}

const known = [
  ['summer-sale', 'summer-sale.png', 'Summer sale poster'],
  ['open-studio', 'open-studio.png', 'Open studio invitation'],
  ['night-market', 'night-market.png', 'Night market flyer'],
  ['coffee', 'coffee.jpg', 'Coffee advertisement'],
  ['lake', 'lake.jpg', 'Lake photograph'],
] as const

/** Those that are there. */
export function findSamples(): Sample[] {
  for (let folder = new URL('./', import.meta.url); ; folder = new URL('../', folder)) {
    const samples = known
      .map(([name, file, title]) => ({ name, title, file: fileURLToPath(new URL(`examples/${file}`, folder)) }))
      .filter(({ file }) => existsSync(file))
    if (samples.length > 0 || folder.pathname === new URL('../', folder).pathname) return samples
  }
}
