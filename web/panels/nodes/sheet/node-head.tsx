import { useTranslation } from 'react-i18next'
import type { Node } from '#protocol/rest/nodes.ts'
import { Button } from '../../../design/button.tsx'
import { ScoreFigure } from '../checks/score-figure.tsx'
import { VerdictBadge } from '../checks/verdict-badge.tsx'
import type { Decision } from '../decision-dialog.tsx'
import { NodeStatusBadge } from '../node-status.tsx'
import styles from './sheet.module.css'

type Props = { node: Node; mayChange: boolean; onDecide: (what: Decision) => void }

/** How it stands, in a line, and what may be decided of it. */
export function NodeHead({ node, mayChange, onDecide }: Props) {
  const { t } = useTranslation()
  const { status, checks } = node
  return (
    <div className={styles['head']}>
      <div className={styles['badges']}>
        <NodeStatusBadge node={node} />
        <VerdictBadge kind={checks.verdict?.kind ?? null} />
        <ScoreFigure points={checks.score?.points ?? null} />
      </div>
      {mayChange && (
        <div className={styles['actions']}>
          {status !== 'approved' && (
            <Button size="sm" look="primary" onClick={() => onDecide('approve')}>
              {t(status === 'pending' ? 'nodes.approve' : 'nodeSheet.carryAgain')}
            </Button>
          )}
          {status === 'approved' && (
            <Button size="sm" look="danger" onClick={() => onDecide('suspend')}>
              {t('nodes.suspend')}
            </Button>
          )}
          {status !== 'rejected' && (
            <Button size="sm" look="ghost" onClick={() => onDecide('reject')}>
              {t('nodes.reject')}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
