/** Of a document. */
export const MAX_GUIDES = 1000
/** Longest side of a canvas or of an asset, in pixels: the limit of the PSB format. */
export const MAX_SIDE = 300_000
