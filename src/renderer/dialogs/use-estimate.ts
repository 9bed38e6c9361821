import { useEffect, useRef, useState } from 'react'
import type { Method, ParamsInput, Result } from '../../shared/contract/api.ts'
import type { ErrorData } from '../../shared/contract/errors.ts'
import { useClient } from '../app/editor-context.ts'

export interface Estimate<T> {
  /** The last answer, which may be of other options while `pending`. */
  result: T | null
  error: ErrorData | null
  pending: boolean
}

/** Milliseconds that options stay as they are before they are asked about. */
const settle = 250

/** Asks again whenever the parameters change, and calls off the question before. null: nothing to ask. */
export function useEstimate<M extends Method>(method: M, params: ParamsInput<M> | null): Estimate<Result<M>> {
  const client = useClient()
  const [estimate, setEstimate] = useState<Estimate<Result<M>>>({ result: null, error: null, pending: true })
  const key = JSON.stringify(params)
  const latest = useRef(params)
  useEffect(() => {
    latest.current = params
  })
  useEffect(() => {
    const control = new AbortController()
    const timer = setTimeout(async () => {
      if (latest.current === null) return
      setEstimate((before) => ({ ...before, pending: true }))
      const outcome = await client.request(method, latest.current, { signal: control.signal })
      if (control.signal.aborted || outcome.status === 'cancelled') return
      setEstimate({
        result: outcome.status === 'done' ? outcome.result : null,
        error: outcome.status === 'failed' ? outcome.error : null,
        pending: false,
      })
    }, settle)
    return () => {
      clearTimeout(timer)
      control.abort()
    }
  }, [client, method, key])
  return estimate
}
