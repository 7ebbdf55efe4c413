import { useTranslation } from 'react-i18next'
import type { Node } from '#protocol/rest/nodes.ts'
import { useFormat } from '../../../i18n/use-format.ts'
import { ScoreFigure } from '../checks/score-figure.tsx'
import { VerdictBadge } from '../checks/verdict-badge.tsx'
import { placeWords } from '../node-words.ts'
import styles from './queue.module.css'

type Props = {
  node: Node
  now: number
  chosen: boolean
  ticked: boolean
  mayDecide: boolean
  onChoose: () => void
  onTick: () => void
}

export function QueueRow({ node, now, chosen, ticked, mayDecide, onChoose, onTick }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { verdict, score } = node.checks
  const came = Math.min(new Date(node.enrolledAt).getTime(), now)
  return (
    <li
      className={styles['row']}
      data-chosen={chosen || undefined}
      data-ticked={ticked || undefined}
      data-node={node.id}
    >
      {mayDecide && (
        <input
          type="checkbox"
          className={styles['tick']}
          aria-label={t('queue.select', { name: node.name })}
          checked={ticked}
          onChange={onTick}
        />
      )}
      <button
        type="button"
        className={styles['rowButton']}
        aria-current={chosen || undefined}
        onClick={onChoose}
      >
        <span className={styles['line']}>
          <span className={styles['dot']} data-online={node.live?.online || undefined} aria-hidden="true" />
          <span className={styles['name']}>{node.name}</span>
          <span className={styles['ago']}>{format.ago(came, now)}</span>
        </span>
        <span className={styles['line']}>
          <VerdictBadge kind={verdict?.kind ?? null} />
          <span className={styles['place']}>{placeWords(node.place)}</span>
          <ScoreFigure points={score?.points ?? null} />
        </span>
        <span className={styles['sub']}>
          {[node.provider.name, node.agent.model].filter(Boolean).join(' · ')}
        </span>
      </button>
    </li>
  )
}
