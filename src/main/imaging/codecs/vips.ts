/** The one importer of sharp (libvips), set up for a process that shares its cores and its memory. */
import sharp from 'sharp'

// Two threads at most: jobs run beside inference. No cache: pictures are decoded once, and the cache would hold their pixels.
sharp.concurrency(2)
sharp.cache(false)

export { sharp }
