import { useEffect } from 'react'
import { useSession } from './editor-context.ts'

/** Puts the theme on the page: the person's choice, or that of the system. */
export function useTheme(): void {
  const theme = useSession(({ preferences }) => preferences.theme)
  useEffect(() => {
    const light = matchMedia('(prefers-color-scheme: light)')
    const apply = () => {
      document.documentElement.dataset.theme = theme === 'system' ? (light.matches ? 'light' : 'dark') : theme
    }
    apply()
    light.addEventListener('change', apply)
    return () => light.removeEventListener('change', apply)
  }, [theme])
}
