import { useEffect } from 'react'
import { useDocument } from './editor-context.ts'

/** The name of the document is that of the window or the browser's tab. */
export function useTitle(): void {
  const name = useDocument((document) => (document.id === null ? null : document.name))
  const dirty = useDocument((document) => document.dirty)
  useEffect(() => {
    document.title = name === null ? 'Lamina' : `${name}${dirty ? ' •' : ''} – Lamina`
  }, [name, dirty])
}
