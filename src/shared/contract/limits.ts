/** Limits and choices that hosts check before anything is loaded. */

/** Fewest and most layers that may be asked for, the background included. */
export const minLayers = 2
export const maxLayers = 32

/** What taking a picture apart can write. */
export const outputFormats = ['png', 'psd', 'lproj', 'json'] as const
export type OutputFormatId = (typeof outputFormats)[number]
