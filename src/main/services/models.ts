/** The models as the contract lists them. */
import type { ModelSummary } from '../../shared/contract/schemas.ts'
import type { ModelListing, ModelStore } from '../models/store.ts'
import type { ModelServices } from './editor/session-host.ts'

export function modelSummary(listing: ModelListing): ModelSummary {
  const { id, title, purpose, embedded, present, verified, size, licence, link, source, sha256, folder } = listing
  return {
    id,
    title,
    purpose,
    embedded,
    state: !present ? 'missing' : verified ? 'ready' : 'damaged',
    bytes: size,
    sha256,
    licence,
    link,
    source,
    folder: present ? folder : null,
  }
}

/** Fetches models, with a progress in 0..1. Throws MODEL_DOWNLOAD_FAILED, DISK_FULL, CANCELLED. */
export function downloadModels(store: ModelStore): ModelServices['download'] {
  return (ids, { signal, onProgress }) =>
    store.prepareModels(ids, {
      signal,
      onProgress: ({ models, bytes, total }) => onProgress(total > 0 ? bytes / total : 0, models.join(', ')),
    })
}
