/** What is used of wawoff2, which brings no types. */
declare module 'wawoff2/decompress.js' {
  /** The font as TrueType or OpenType. Throws where it is damaged. */
  export default function decompress(woff2: Uint8Array): Promise<Uint8Array>
}
