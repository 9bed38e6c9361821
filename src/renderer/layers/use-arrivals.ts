import { useEffect, useState } from 'react'
import { useEditor } from '../app/editor-context.ts'
import type { LayerRow } from '../store/layer-rows.ts'

/** Milliseconds until the last row has come in. */
const arrivalTime = 1000

const none: readonly string[] = []

/** The layers that a job has just made, in the order of the rows, for as long as they come in. */
export function useArrivals(rows: readonly LayerRow[]): readonly string[] {
  const editor = useEditor()
  const [made, setMade] = useState<ReadonlySet<string> | null>(null)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = editor.document.subscribe(({ id, records }, before) => {
      const { job } = editor.session.getState()
      if (records === before.records || id !== before.id || !job?.document) return
      setMade(new Set(Object.keys(records).filter((key) => !Object.hasOwn(before.records, key))))
      clearTimeout(timer)
      timer = setTimeout(() => setMade(null), arrivalTime)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [editor])
  if (!made) return none
  return rows.map(({ layer }) => layer.id).filter((id) => made.has(id))
}
