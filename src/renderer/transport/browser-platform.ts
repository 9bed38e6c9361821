/** What the store needs of the browser around it. */
import { LaminaError } from '../../shared/contract/errors.ts'

export function browserPlatform(origin: string) {
  return {
    async chooseFile(accept: string): Promise<File | null> {
      const [file] = await askForFiles({ accept, multiple: false, folder: false })
      return file ?? null
    },
    chooseFiles: ({ accept, folder }: { accept: string; folder: boolean }): Promise<readonly File[]> =>
      askForFiles({ accept, multiple: true, folder }),
    download(path: string): void {
      const link = document.createElement('a')
      link.href = origin + path
      // The answer says the file's name.
      link.download = ''
      link.click()
    },
    async writeClipboard(png: Blob): Promise<void> {
      try {
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })])
      } catch (error) {
        throw refused('does not let pages write pictures to the clipboard', error)
      }
    },
    async readClipboard(): Promise<Blob | null> {
      try {
        for (const item of await navigator.clipboard.read()) {
          const type = item.types.find((each) => each.startsWith('image/'))
          if (type) return await item.getType(type)
        }
        return null
      } catch (error) {
        throw refused('does not let this page read the clipboard', error)
      }
    },
    toggleFullScreen(): void {
      if (document.fullscreenElement) void document.exitFullscreen()
      else void document.documentElement.requestFullscreen()
    },
    reducedMotion: (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches,
  }
}

interface Wanted {
  accept: string
  multiple: boolean
  /** All files in a folder and below it. */
  folder: boolean
}

function askForFiles({ accept, multiple, folder }: Wanted): Promise<File[]> {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = accept
  input.multiple = multiple
  input.webkitdirectory = folder
  // In the page while the dialog is open: an input that nothing holds may be collected, and never answer.
  input.hidden = true
  document.body.append(input)
  return new Promise<File[]>((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]))
    input.addEventListener('cancel', () => resolve([]))
    input.click()
  }).finally(() => input.remove())
}

function refused(what: string, cause: unknown): LaminaError {
  return new LaminaError('NOT_ALLOWED', `The browser ${what}.`, 'Allow it in the site settings, or use the keyboard.', {
    cause,
  })
}
