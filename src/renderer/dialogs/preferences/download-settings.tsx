import type { ModelStorage, Preferences } from '../../../shared/contract/api.ts'
import { useActions, useSession } from '../../app/editor-context.ts'
import { Button } from '../../ui/button.tsx'
import { FormRow } from '../../ui/field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import styles from './models.module.css'

const tokenStates: Readonly<Record<ModelStorage['token'], string | null>> = {
  none: null,
  environment: 'One was given when Lamina was started.',
  kept: 'One is kept, encrypted by the system.',
  session: 'One is remembered until Lamina is closed.',
}

/** Where models come from. */
export function DownloadSettings({ storage }: { storage: ModelStorage }) {
  const actions = useActions()
  const downloads = useSession(({ preferences }) => preferences.downloads)
  const set = (change: Partial<Preferences['downloads']>) =>
    void actions.setPreferences({ downloads: { ...downloads, ...change } })
  const { token, keepsToken } = storage
  const given = token === 'kept' || token === 'session'
  return (
    <section aria-label="Downloads">
      <h3 className={styles.group}>Downloads</h3>
      <FormRow title="Mirror" hint="Address of a copy of the Hugging Face hub. Leave empty for the hub itself.">
        <TextField
          label="Mirror"
          value={downloads.mirror}
          placeholder="https://huggingface.co"
          check={addressProblem}
          onCommit={(mirror) => set({ mirror })}
        />
      </FormRow>
      <FormRow title="Proxy" hint="Leave empty for the one that Lamina was started with, if any.">
        <TextField
          label="Proxy"
          value={downloads.proxy}
          placeholder="http://proxy.example:3128"
          check={addressProblem}
          onCommit={(proxy) => set({ proxy })}
        />
      </FormRow>
      <FormRow
        title="Access token"
        hint={`For models with terms to accept. ${
          tokenStates[token] ??
          (keepsToken ? 'It is kept, encrypted by the system.' : 'It is remembered until Lamina is closed.')
        }`}
      >
        <div className={styles.token}>
          <TextField
            label="Access token"
            secret
            value=""
            placeholder={given ? 'Another token' : 'hf_…'}
            onCommit={(text) => text && void actions.setModelToken(text)}
          />
          {given && <Button onClick={() => void actions.setModelToken(null)}>Forget</Button>}
        </div>
      </FormRow>
    </section>
  )
}

function addressProblem(text: string): string | null {
  const protocol = text === '' ? 'https:' : URL.parse(text)?.protocol
  return protocol === 'http:' || protocol === 'https:' ? null : 'Give an address that begins with https:// or http://.'
}
