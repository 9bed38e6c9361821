import { useEffect, useState } from 'react'
import { useSession } from './editor-context.ts'
import { viewJob, type JobView } from './job-view.ts'

const tick = 250

/** The job as it is shown now; null while there is none to show. */
export function useJobView(): JobView | null {
  const job = useSession((session) => session.job)
  const [now, setNow] = useState(0)
  const id = job?.id
  useEffect(() => {
    if (id === undefined) return
    const timer = setInterval(() => setNow(performance.now()), tick)
    return () => clearInterval(timer)
  }, [id])
  return job ? viewJob(job, now) : null
}
