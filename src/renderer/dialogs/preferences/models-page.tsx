import { FolderOpen } from 'lucide-react'
import type { ModelStorage, ModelSummary } from '../../../shared/contract/api.ts'
import { formatBytes } from '../../app/describe.ts'
import { useActions, useSession } from '../../app/editor-context.ts'
import { InlineError } from '../../app/inline-error.tsx'
import { Button } from '../../ui/button.tsx'
import { Progress } from '../../ui/progress.tsx'
import { DownloadSettings } from './download-settings.tsx'
import { ModelRow } from './model-row.tsx'
import { viewProgress } from './model-view.ts'
import styles from './models.module.css'
import { useModels } from './use-models.ts'

export function ModelsPage() {
  const { models, storage, error } = useModels()
  if (error) return <InlineError error={error} />
  if (!models || !storage) return <p className={styles.muted}>Looking at the models</p>
  const groups = [
    { title: 'Built-in engine', models: models.filter(({ embedded }) => embedded) },
    { title: 'Optional', models: models.filter(({ embedded }) => !embedded) },
  ]
  return (
    <div className={styles.page}>
      <Storage storage={storage} />
      {groups.map((group) => (
        <Group key={group.title} {...group} storage={storage} />
      ))}
      <DownloadSettings storage={storage} />
    </div>
  )
}

function Group({ title, models, storage }: { title: string; models: readonly ModelSummary[]; storage: ModelStorage }) {
  if (models.length === 0) return null
  return (
    <section>
      <h3 className={styles.group}>{title}</h3>
      <ul className={styles.models} aria-label={`${title} models`}>
        {models.map((model) => (
          <ModelRow key={model.id} model={model} dialogs={storage.dialogs} />
        ))}
      </ul>
    </section>
  )
}

/** How the folder is changed, if not by a button. */
function describeMoving({ fixed, dialogs }: ModelStorage): string {
  if (fixed) return 'The folder was chosen when Lamina was started'
  return dialogs ? 'All models are kept here' : 'The desktop program can move the models to another disk'
}

/** Where the models are, and how much room there is for more. */
function Storage({ storage }: { storage: ModelStorage }) {
  const actions = useActions()
  const activities = useSession(({ modelActivities }) => modelActivities)
  const moving = activities.find(({ model }) => model === null)
  const { folder, free, fixed, dialogs, problem } = storage
  const movable = dialogs && !fixed
  const progress = moving && viewProgress(moving)
  return (
    <section aria-label="Folder of the models" className={styles.storage}>
      <FolderOpen size={16} className={styles.folderIcon} aria-hidden />
      <div className={styles.grow}>
        <p className={styles.path}>{folder}</p>
        <p className={styles.muted}>
          {free === null ? 'Free space is not known' : `${formatBytes(free)} free`}
          {` · ${describeMoving(storage)}`}
        </p>
      </div>
      {moving && <Button onClick={() => void actions.cancelModel(null)}>Cancel</Button>}
      {movable && !moving && (
        <Button disabled={activities.length > 0} onClick={() => void actions.moveModels()}>
          Move…
        </Button>
      )}
      {progress && (
        <div className={styles.progress}>
          <Progress label="Moving models" value={progress.value} valueText={progress.text} />
          <span className={styles.figures}>{progress.text}</span>
        </div>
      )}
      {problem && (
        <div className={styles.wide}>
          <InlineError error={problem} />
        </div>
      )}
    </section>
  )
}
