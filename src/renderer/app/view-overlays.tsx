import { useSession } from './editor-context.ts'
import { CompareOverlay } from './compare-overlay.tsx'
import { ExplodedOverlay } from './exploded-overlay.tsx'

/** Controls over the canvas for other ways of looking at it. */
export function ViewOverlays() {
  const mode = useSession((session) => session.mode)
  if (mode === 'compare' || mode === 'difference') return <CompareOverlay mode={mode} />
  if (mode === 'exploded') return <ExplodedOverlay />
  return null
}
