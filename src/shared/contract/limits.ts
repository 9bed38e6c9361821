/** Limits and choices that hosts check before anything is loaded. */

/** Fewest and most layers that may be asked for, the background included. */
export const minLayers = 2
export const maxLayers = 32

/** What taking a picture apart can write. */
export const outputFormats = ['png', 'psd', 'lproj', 'json', 'ora', 'pptx'] as const
export type OutputFormatId = (typeof outputFormats)[number]
/** Those that it writes where none are named. */
export const usualFormats: readonly OutputFormatId[] = ['png', 'psd', 'lproj', 'json']

/** How good the layers are to be, from the quickest to the best. */
export const qualities = ['draft', 'balanced', 'best'] as const
export type Quality = (typeof qualities)[number]

/** Bits of packed weights, from the best down. */
export const precisions = ['float32', 'float16', 'int8', 'int4'] as const
export type Precision = (typeof precisions)[number]
/** Extensions of pictures that can be opened, lower case. */
export const pictureExtensions = ['jpg', 'jpeg', 'png', 'webp', 'tif', 'tiff', 'avif', 'gif'] as const
