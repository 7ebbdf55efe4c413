import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { restingBy } from '#protocol/policy.ts'
import type { Node } from '#protocol/rest/nodes.ts'
import { Facts } from '../../../design/facts.tsx'
import { useFormat } from '../../../i18n/use-format.ts'
import proxy from '../../proxy/proxy.module.css'
import { TimeAgo } from '../../time-ago.tsx'
import { placeWords } from '../node-words.ts'
import { NodeNow } from './node-now.tsx'
import styles from './sheet.module.css'

/** How it is right now, and what it is. */
export function NodeOverview({ node }: { node: Node }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { live, place, agent, decided, checks } = node
  const name = (checks.exit ?? checks.tunnel)?.network
  const rests = live?.online && restingBy(node.policy, { battery: live.battery, network: live.network })
  return (
    <div className={styles['overview']}>
      <NodeNow node={node} />
      {rests && <p className={styles['rests']}>{t('nodeSheet.rests', { why: t(`choice.away.${rests}`) })}</p>}
      <Facts
        items={[
          [t('nodes.statusLabel'), t(`nodes.status.${node.status}`)],
          ...(decided
            ? ([
                [
                  t('nodes.decided'),
                  [format.dateTime(decided.at), decided.by, decided.reason].filter(Boolean).join(' · '),
                ],
              ] as const)
            : []),
          [t('nodes.connected'), t(live?.online ? 'nodes.connectedNow' : 'nodes.connectedNot')],
          [
            t('nodeList.seen'),
            live?.online ? t('nodeList.seenNow') : <TimeAgo key="seen" at={node.seenAt} />,
          ],
          [
            t('nodes.provider'),
            <Link key="provider" to={`/providers/${node.provider.id}`}>
              {node.provider.name}
            </Link>,
          ],
          [t('nodes.place'), placeWords(place)],
          [t('nodes.asn'), place.asn === null ? '–' : [`AS${place.asn}`, name].filter(Boolean).join(' ')],
          [t('nodes.device'), [agent.model, agent.platform, agent.osVersion].filter(Boolean).join(' · ')],
          [t('nodes.version'), agent.version],
          [t('nodes.edge'), live?.edge ?? '–'],
          [t('nodes.enrolled'), format.dateTime(node.enrolledAt)],
          [
            t('nodes.id'),
            <code key="id" className={proxy['code']}>
              {node.id}
            </code>,
          ],
          [t('nodes.fingerprint'), <code key="key">{node.fingerprint}</code>],
        ]}
      />
    </div>
  )
}
