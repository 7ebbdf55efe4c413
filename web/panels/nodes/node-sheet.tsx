import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Node } from '#protocol/rest/nodes.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { Facts } from '../../design/facts.tsx'
import { Field } from '../../design/field.tsx'
import { Input } from '../../design/input.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import proxy from '../proxy/proxy.module.css'
import { useAction } from '../use-action.ts'
import type { Decision } from './decision-dialog.tsx'
import { networkWords, placeWords } from './node-words.ts'
import { NodeStatusBadge } from './node-status.tsx'

type Props = { node: Node; mayChange: boolean; onDecide: (what: Decision) => void; onClose: () => void }

/** One node: what it is, what it may do, and what staff decide of it. */
export function NodeSheet({ node, mayChange, onDecide, onClose }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { live, place, agent, decided } = node
  return (
    <Dialog side open onOpenChange={open => !open && onClose()} title={node.name}>
      <div className={proxy['form']}>
        <div className={proxy['row']}>
          <NodeStatusBadge node={node} />
          {mayChange && node.status !== 'approved' && (
            <Button size="sm" look="primary" onClick={() => onDecide('approve')}>
              {t('nodes.approve')}
            </Button>
          )}
          {mayChange && node.status === 'approved' && (
            <Button size="sm" look="danger" onClick={() => onDecide('suspend')}>
              {t('nodes.suspend')}
            </Button>
          )}
          {mayChange && node.status !== 'rejected' && (
            <Button size="sm" look="ghost" onClick={() => onDecide('reject')}>
              {t('nodes.reject')}
            </Button>
          )}
        </div>
        <Facts
          items={[
            [t('nodes.statusLabel'), t(`nodes.status.${node.status}`)],
            [t('nodes.connected'), t(live?.online ? 'nodes.connectedNow' : 'nodes.connectedNot')],
            [t('nodes.provider'), node.provider.name],
            [t('nodes.place'), placeWords(place)],
            [t('nodes.asn'), place.asn === null ? '–' : `AS${place.asn}`],
            [t('nodes.device'), [agent.model, agent.platform, agent.osVersion].filter(Boolean).join(' · ')],
            [t('nodes.version'), agent.version],
            [
              t('nodes.id'),
              <code key="id" className={proxy['code']}>
                {node.id}
              </code>,
            ],
            [t('nodes.fingerprint'), <code key="key">{node.fingerprint}</code>],
            [t('nodes.enrolled'), format.dateTime(node.enrolledAt)],
            [t('nodes.edge'), live?.edge ?? '–'],
            [
              t('nodes.battery'),
              live?.battery?.level == null
                ? '–'
                : `${format.percent(live.battery.level)}${live.battery.charging ? ` · ${t('nodes.charging')}` : ''}`,
            ],
            [t('nodes.network'), networkWords(t, live?.network ?? null)],
            [t('nodes.sessions'), format.number(live?.sessions ?? 0)],
            ...(decided
              ? ([
                  [
                    t('nodes.decided'),
                    [format.dateTime(decided.at), decided.by, decided.reason].filter(Boolean).join(' · '),
                  ],
                ] as const)
              : []),
          ]}
        />
        {mayChange && <PolicyForm key={node.id} node={node} />}
      </div>
    </Dialog>
  )
}

function PolicyForm({ node }: { node: Node }) {
  const { t } = useTranslation()
  const { policy } = node
  const [floor, setFloor] = useState(
    policy.batteryFloor === null ? '' : String(Math.round(policy.batteryFloor * 100)),
  )
  const [most, setMost] = useState(policy.maxSessions === null ? '' : String(policy.maxSessions))
  const [errors, setErrors] = useState<{ floor?: string; most?: string }>({})
  const [flags, setFlags] = useState({
    chargingOnly: policy.chargingOnly,
    wifiOnly: policy.wifiOnly,
    paused: policy.paused,
  })
  const save = useAction({
    run: () =>
      call('updateNode', {
        params: { id: node.id },
        body: {
          policy: {
            ...flags,
            batteryFloor: floor.trim() === '' ? null : Number(floor) / 100,
            maxSessions: most.trim() === '' ? null : Number(most),
          },
        },
      }),
    touches: ['nodes'],
    done: () => t('toast.saved'),
  })
  return (
    <form
      className={proxy['form']}
      onSubmit={event => {
        event.preventDefault()
        const floorFits = /^\s*(\d{1,2}|100)?\s*$/.test(floor)
        const mostFits = /^\s*([1-9]\d{0,5})?\s*$/.test(most)
        setErrors({
          ...(floorFits ? {} : { floor: t('nodes.floorWrong') }),
          ...(mostFits ? {} : { most: t('nodes.mostWrong') }),
        })
        if (floorFits && mostFits) save.mutate(undefined)
      }}
    >
      <h3>{t('nodes.policy')}</h3>
      {(['paused', 'chargingOnly', 'wifiOnly'] as const).map(flag => (
        <label key={flag} className={proxy['check']}>
          <input
            type="checkbox"
            checked={flags[flag]}
            onChange={e => setFlags({ ...flags, [flag]: e.target.checked })}
          />
          {t(`nodes.rules.${flag}`)}
        </label>
      ))}
      <div className={proxy['pair']}>
        <Field label={t('nodes.rules.batteryFloor')} optional error={errors.floor}>
          {ids => (
            <Input {...ids} inputMode="numeric" value={floor} onChange={e => setFloor(e.target.value)} />
          )}
        </Field>
        <Field label={t('nodes.rules.maxSessions')} optional error={errors.most}>
          {ids => <Input {...ids} inputMode="numeric" value={most} onChange={e => setMost(e.target.value)} />}
        </Field>
      </div>
      <div>
        <Button type="submit" busy={save.isPending}>
          {t('nodes.savePolicy')}
        </Button>
      </div>
    </form>
  )
}
