import { useEffect, useState } from 'react'
import type { ModelStorage, ModelSummary } from '../../../shared/contract/api.ts'
import type { ErrorData } from '../../../shared/contract/errors.ts'
import { useClient } from '../../app/editor-context.ts'

export interface Models {
  /** null until the main side answered. */
  models: readonly ModelSummary[] | null
  storage: ModelStorage | null
  error: ErrorData | null
}

/** The models of this machine, asked for again whenever something about them has changed. */
export function useModels(): Models {
  const client = useClient()
  const [known, setKnown] = useState<Models>({ models: null, storage: null, error: null })
  useEffect(() => {
    let latest = 0
    const load = async () => {
      const asked = ++latest
      const [list, storage] = await Promise.all([
        client.request('models.list', {}),
        client.request('models.storage', {}),
      ])
      if (asked !== latest) return
      setKnown((before) => ({
        models: list.status === 'done' ? list.result : before.models,
        storage: storage.status === 'done' ? storage.result : before.storage,
        error: list.status === 'failed' ? list.error : null,
      }))
    }
    void load()
    const end = client.on('models.changed', () => void load())
    return () => {
      latest = -1
      end()
    }
  }, [client])
  return known
}
