/** The offer to open a picture smaller than it is, where it was too large: that of the last one that was refused. */
import { errorToData } from '../../../shared/contract/errors.ts'
import { sizeText } from '../../../shared/size-text.ts'
import type { EditorContext } from '../context.ts'

const command = 'file.downscale'

export interface DownscaleOffer {
  /**
   * Tells the error with the offer, where it has one; `again` opens the picture smaller, from the upload where the error
   * names one. False where there is nothing to offer, and nothing was told.
   */
  make(error: unknown, again: (upload: string | undefined) => Promise<void>): boolean
  take(): Promise<void>
}

export function downscaleOffer(context: EditorContext): DownscaleOffer {
  const { session } = context
  let waiting: (() => Promise<void>) | null = null
  return {
    make(error, again) {
      const data = errorToData(error)
      const { fits, upload } = data
      if (!fits) return false
      waiting = () => again(upload)
      const others = session
        .getState()
        .toasts.filter(({ actions }) => !actions.some((offer) => offer.command === command))
      session.setState({ toasts: others })
      const hint = `Downscale opens it at ${sizeText(fits)} pixels. Its file stays as it is.`
      context.tell({ ...data, hint }, [{ label: 'Downscale', command }])
      return true
    },
    async take() {
      const again = waiting
      waiting = null
      await again?.()
    },
  }
}
