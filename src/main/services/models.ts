/** The models as the contract lists them. */
import { dirname } from 'node:path'
import type { ModelSummary } from '../../shared/contract/schemas.ts'
import type { ModelListing } from '../models/store.ts'

export function modelSummary(listing: ModelListing): ModelSummary {
  const { id, title, purpose, embedded, present, verified, size, licence, link, source, sha256, path } = listing
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
    folder: present ? dirname(path) : null,
  }
}
