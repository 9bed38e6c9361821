import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleDotDashed,
  CirclePause,
  Download,
  LoaderCircle,
  X,
} from 'lucide-react'
import { useId, useState } from 'react'
import type { ModelSummary } from '../../../shared/contract/api.ts'
import type { Precision } from '../../../shared/contract/limits.ts'
import { formatBytes } from '../../app/describe.ts'
import { useActions, useSession } from '../../app/editor-context.ts'
import { InlineError } from '../../app/inline-error.tsx'
import { describeCommercialUse, describeLicence } from '../../app/licence-text.ts'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Progress } from '../../ui/progress.tsx'
import { ModelDetails } from './model-details.tsx'
import { ModelMenu } from './model-menu.tsx'
import { viewModel, type MainAction, type ModelView } from './model-view.ts'
import styles from './models.module.css'
import { PackChoice } from './pack-choice.tsx'

const icons: Readonly<Record<ModelView['tone'], { Icon: typeof CircleCheck; className?: string }>> = {
  ready: { Icon: CircleCheck, className: styles.ok },
  none: { Icon: CircleDashed },
  part: { Icon: CircleDotDashed },
  damaged: { Icon: CircleAlert, className: styles.bad },
  loading: { Icon: Download, className: styles.accent },
  busy: { Icon: LoaderCircle, className: styles.accent },
  paused: { Icon: CirclePause },
}

const labels: Readonly<Record<MainAction, string>> = {
  download: 'Download',
  resume: 'Resume',
  pause: 'Pause',
  cancel: 'Cancel',
  pack: 'Pack',
}

/** One model: what it is for, its terms, its state, and the one thing to do next. */
export function ModelRow({ model, dialogs }: { model: ModelSummary; dialogs: boolean }) {
  const actions = useActions()
  const activities = useSession(({ modelActivities }) => modelActivities)
  const [chosen, setPrecision] = useState<Precision | null>(null)
  const heading = useId()
  const { id, title, purpose, bytes, needs, licence, packed, problem } = model
  const precision = chosen ?? packed?.precision ?? packed?.advised ?? 'int4'
  const activity = activities.find((each) => each.model === id)
  const view = viewModel(model, activity, precision)
  const { Icon, className } = icons[view.tone]
  const run: Readonly<Record<MainAction, () => Promise<void>>> = {
    download: () => actions.downloadModel(id, packed && precision),
    resume: () => actions.downloadModel(id, packed && precision),
    pause: () => actions.pauseModel(id),
    cancel: () => actions.cancelModel(id),
    pack: () => actions.packModel(id, precision),
  }
  return (
    <li className={styles.model} aria-labelledby={heading}>
      <div className={styles.head}>
        <div className={styles.grow}>
          <h4 id={heading} className={styles.title}>
            {title}
          </h4>
          <p className={styles.muted}>{purpose}</p>
        </div>
        <div className={styles.actions}>
          {view.main && (
            <Button
              aria-label={`${labels[view.main]} ${title}`}
              onClick={() => view.main && void run[view.main]()}
              className={styles.main}
            >
              {labels[view.main]}
            </Button>
          )}
          <ModelMenu model={model} dialogs={dialogs} busy={activity !== undefined} />
        </div>
      </div>
      <p className={styles.facts}>
        <span className={styles.state}>
          <Icon size={14} className={className} aria-hidden />
          {view.status}
        </span>
        <span>{formatBytes(bytes)}</span>
        <span>{formatBytes(needs.memoryBytes)} memory</span>
        <CommercialUse licence={licence} />
      </p>
      <p className={styles.muted}>License: {describeLicence(licence)}</p>
      {view.progress && (
        <div className={styles.progress}>
          <Progress label={`${view.status} ${title}`} value={view.progress.value} valueText={view.progress.text} />
          <span className={styles.figures}>{view.progress.text}</span>
          {view.main !== 'cancel' && (
            <IconButton
              label={`Cancel ${title}`}
              icon={<X size={14} aria-hidden />}
              onClick={() => void actions.cancelModel(id)}
            />
          )}
        </div>
      )}
      {problem && !activity && <InlineError error={problem} />}
      {packed && (
        <PackChoice packed={packed} precision={precision} disabled={activity !== undefined} onChange={setPrecision} />
      )}
      <ModelDetails model={model} />
    </li>
  )
}

function CommercialUse({ licence }: Pick<ModelSummary, 'licence'>) {
  const tone = { yes: styles.ok, unclear: styles.warn, no: styles.bad }[licence.commercialUse]
  return <span className={tone}>{describeCommercialUse(licence)}</span>
}
