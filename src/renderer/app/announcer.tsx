import { useEffect, useRef, useState } from 'react'
import { useSession } from './editor-context.ts'
import { announce, type Announcement } from './job-view.ts'

/** Says to screen readers how the job goes, and how it ended. */
export function Announcer() {
  const job = useSession((session) => session.job)
  const toasts = useSession((session) => session.toasts)
  const [text, setText] = useState('')
  const last = useRef<Announcement | null>(null)
  const lastToast = useRef(0)

  useEffect(() => {
    if (!job) return
    const next = announce(last.current, job, performance.now())
    if (!next) return
    last.current = next.said
    setText(next.text)
  }, [job])

  // Toasts of failures are alerts of their own.
  useEffect(() => {
    const toast = toasts.at(-1)
    if (!toast || toast.id <= lastToast.current) return
    lastToast.current = toast.id
    if (toast.tone !== 'error') setText([toast.message, toast.hint].filter(Boolean).join(' '))
  }, [toasts])

  return (
    <div role="status" aria-label="Job status" className="visually-hidden">
      {text}
    </div>
  )
}
