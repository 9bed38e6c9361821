/** Where the window gets pixels from and puts them: by hash, never in messages. */
import type { AssetHash } from '../../shared/document/types.ts'

/** Content of an asset: straight-alpha RGBA (4 bytes a pixel) or gray (1), row by row. Treat the bytes as immutable. */
export interface AssetPixels {
  type: 'rgba' | 'gray'
  width: number
  height: number
  data: Uint8Array<ArrayBuffer>
}

/** What stands before the paths of assets, and of everything else that the host serves. */
export function originOf(assets: Assets): string {
  const url = assets.url('')
  return url.slice(0, url.length - '/assets/'.length)
}

export interface Assets {
  /** URL of the asset's content. */
  url(hash: AssetHash): string
  /** At once where they are in the cache; null elsewhere. */
  peek(hash: AssetHash): AssetPixels | null
  /** Cached. Throws LaminaError: ASSET_NOT_FOUND, CONNECTION_LOST. */
  fetch(hash: AssetHash): Promise<AssetPixels>
  /** Stores new pixels in the open document, to be named by a commit. */
  put(document: string, pixels: AssetPixels): Promise<AssetHash>
  /** Hands a file's bytes to the main side; the token opens or places it. */
  upload(name: string, file: Blob): Promise<string>
}
