import { ArrowLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Node } from '#protocol/rest/nodes.ts'
import { Badge } from '../../../design/badge.tsx'
import { Button } from '../../../design/button.tsx'
import { Facts } from '../../../design/facts.tsx'
import { Kbd } from '../../../design/kbd.tsx'
import { Notice } from '../../../design/notice.tsx'
import { NodeChecks } from '../checks/node-checks.tsx'
import { TimeAgo } from '../../time-ago.tsx'
import { networkWords, placeWords } from '../node-words.ts'
import { hintOf } from './queue-keys.ts'
import styles from './queue.module.css'

type Props = {
  node: Node
  mayDecide: boolean
  onApprove: () => void
  onReject: () => void
  onBack: () => void
}

/** Everything that is known of the device that is chosen, and the two decisions. */
export function QueueDetail({ node, mayDecide, onApprove, onReject, onBack }: Props) {
  const { t } = useTranslation()
  const { agent, place, live, checks } = node
  const online = live?.online ?? false
  const network = (checks.exit ?? checks.tunnel)?.network
  return (
    <div className={styles['detail']} data-testid="queue-detail">
      <header className={styles['detailHead']}>
        <Button className={styles['back']} size="sm" look="ghost" onClick={onBack}>
          <ArrowLeft size={15} />
          {t('queue.back')}
        </Button>
        <div className={styles['title']}>
          <h2 className={styles['detailName']}>{node.name}</h2>
          <p className={styles['sub']}>{`${node.provider.name} · ${node.id.slice(-6)}`}</p>
        </div>
        {mayDecide && (
          <div className={styles['decisions']}>
            <Button look="primary" aria-keyshortcuts={hintOf('approve')} onClick={onApprove}>
              {t('queue.approve')}
              <span className={styles['key']} aria-hidden="true">
                <Kbd>{hintOf('approve')}</Kbd>
              </span>
            </Button>
            <Button aria-keyshortcuts={hintOf('reject')} onClick={onReject}>
              {t('queue.reject')}
              <span className={styles['key']} aria-hidden="true">
                <Kbd>{hintOf('reject')}</Kbd>
              </span>
            </Button>
          </div>
        )}
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must get there */}
      <div className={styles['detailBody']} role="region" aria-label={t('queue.chosen')} tabIndex={0}>
        {node.provider.stopped && (
          <Notice tone="warn">{t('nodeSheet.providerStopped', { name: node.provider.name })}</Notice>
        )}
        <Facts
          items={[
            [
              t('nodes.connected'),
              <Badge key="online" tone={online ? 'good' : 'quiet'}>
                {t(online ? 'nodes.online' : 'nodes.offline')}
              </Badge>,
            ],
            [t('nodes.enrolled'), <TimeAgo key="came" at={node.enrolledAt} />],
            [t('nodes.device'), [agent.model, agent.platform, agent.osVersion].filter(Boolean).join(' · ')],
            [t('nodes.place'), placeWords(place)],
            [
              t('nodes.asn'),
              place.asn === null ? '–' : [`AS${place.asn}`, network].filter(Boolean).join(' '),
            ],
            [t('nodes.network'), networkWords(t, live?.network ?? null)],
          ]}
        />
        <NodeChecks checks={checks} />
      </div>
    </div>
  )
}
