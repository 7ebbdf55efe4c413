import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProxyUser } from '#protocol/rest/proxy.ts'
import { call } from '../../api/browser.ts'
import { Badge } from '../../design/badge.tsx'
import { Button } from '../../design/button.tsx'
import { ConfirmDialog } from '../../design/confirm-dialog.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { Page } from '../../design/page.tsx'
import { Bone, EmptyState } from '../../design/states.tsx'
import table from '../../design/table.module.css'
import { useFormat } from '../../i18n/use-format.ts'
import { ListFrame } from '../list-frame.tsx'
import { TimeAgo } from '../time-ago.tsx'
import { useAction } from '../use-action.ts'
import { useList } from '../use-list.ts'
import { Builder } from './builder.tsx'
import { ProxyUserDialog } from './proxy-user-dialog.tsx'
import styles from './proxy.module.css'
import { type Secret, SecretDialog } from './secret-dialog.tsx'

type Asked = { what: 'rotate' | 'delete'; user: ProxyUser }

/** The credentials that the account's programs use, and how to use them. */
export function AccessPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const [editing, setEditing] = useState<ProxyUser | 'new' | null>(null)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [secret, setSecret] = useState<Secret | null>(null)
  const [showing, setShowing] = useState(false)
  const list = useList(['proxyUsers'], (after, signal) =>
    call('listProxyUsers', { query: { after } }, { signal }),
  )
  const show = (made: Secret) => {
    setSecret(made)
    setShowing(true)
  }
  const act = useAction({
    async run({ what, user }: Asked) {
      const params = { id: user.id }
      if (what === 'delete') return void (await call('deleteProxyUser', { params }))
      const { password } = await call('rotateProxyUser', { params })
      show({ id: user.id, login: user.login, password })
    },
    touches: ['proxyUsers'],
    done: (_, { what, user }) => t(`proxy.${what}Done`, { login: user.login }),
    after() {
      setAsked(null)
      setEditing(null)
    },
  })
  const turn = useAction({
    run: (user: ProxyUser) =>
      call('updateProxyUser', { params: { id: user.id }, body: { enabled: !user.enabled } }),
    touches: ['proxyUsers'],
    done: ({ proxyUser }) =>
      t(proxyUser.enabled ? 'proxy.enabled' : 'proxy.disabled', { login: proxyUser.login }),
  })
  const none = list.isSuccess && list.items.length === 0
  const create = (
    <Button look="primary" onClick={() => setEditing('new')}>
      <Plus size={16} />
      {t('proxy.create')}
    </Button>
  )
  const limitWords = ({ limits }: ProxyUser): string => {
    const words = [
      limits.maxConnections !== null && t('proxy.short.connections', { count: limits.maxConnections }),
      limits.dayBytes !== null && t('proxy.short.day', { bytes: format.bytes(limits.dayBytes) }),
      limits.monthBytes !== null && t('proxy.short.month', { bytes: format.bytes(limits.monthBytes) }),
      limits.bytesPerSecond !== null &&
        t('proxy.short.speed', { rate: format.number((limits.bytesPerSecond * 8) / 1e6) }),
    ].filter(Boolean)
    return words.length > 0 ? words.join(', ') : t('proxy.unlimited')
  }
  const actionsOf = (user: ProxyUser) => (
    <div className={styles['actions']}>
      <Button size="sm" onClick={() => setAsked({ what: 'rotate', user })}>
        {t('proxy.rotate')}
      </Button>
      <Button size="sm" onClick={() => turn.mutate(user)}>
        {t(user.enabled ? 'proxy.disable' : 'proxy.enable')}
      </Button>
      <Button size="sm" look="ghost" onClick={() => setAsked({ what: 'delete', user })}>
        {t('proxy.delete')}
      </Button>
    </div>
  )
  return (
    <Page title={t('proxy.title')} lead={t('proxy.lead')} actions={none || create}>
      <ListFrame
        list={list}
        empty={
          <EmptyState icon={<KeyRound size={20} />} title={t('proxy.empty')} lead={t('proxy.emptyLead')}>
            {create}
          </EmptyState>
        }
      >
        <DataTable
          label={t('proxy.table')}
          rows={list.isPending ? null : list.items}
          columns={[
            {
              head: t('proxy.login'),
              cell: user => (
                <div className={table['two']}>
                  <button
                    type="button"
                    className={`${table['rowLink']} ${table['cut']}`}
                    onClick={() => setEditing(user)}
                  >
                    {user.login}
                  </button>
                  <span className={table['sub']}>{user.note || limitWords(user)}</span>
                </div>
              ),
              bone: <Bone width="60%" />,
            },
            {
              head: t('proxy.state'),
              width: '120px',
              cell: user => (
                <Badge tone={user.enabled ? 'good' : 'quiet'}>
                  {t(user.enabled ? 'proxy.on' : 'proxy.off')}
                </Badge>
              ),
              bone: <Bone width="70px" height="20px" />,
            },
            {
              head: t('proxy.limits'),
              wide: '2',
              width: '26%',
              dim: true,
              cell: user => <span className={table['cut']}>{limitWords(user)}</span>,
              bone: <Bone width="70%" />,
            },
            {
              head: t('proxy.rotated'),
              wide: '2',
              width: '140px',
              dim: true,
              cell: user => <TimeAgo at={user.rotatedAt} />,
              bone: <Bone width="80%" />,
            },
            {
              head: t('proxy.actions'),
              end: true,
              wide: '',
              width: '330px',
              cell: user => actionsOf(user),
              bone: <Bone width="90%" height="28px" />,
            },
          ]}
        />
      </ListFrame>
      {list.items.length > 0 && (
        <div className={styles['below']}>
          <Builder users={list.items} secret={secret} />
        </div>
      )}
      {editing && (
        <ProxyUserDialog
          user={editing === 'new' ? null : editing}
          actions={editing !== 'new' && actionsOf(editing)}
          onClose={() => setEditing(null)}
          onMade={show}
        />
      )}
      {asked && (
        <ConfirmDialog
          title={t(`proxy.${asked.what}Title`, { login: asked.user.login })}
          lead={t(`proxy.${asked.what}Lead`)}
          action={t(`proxy.${asked.what}`)}
          danger={asked.what === 'delete'}
          busy={act.isPending}
          onConfirm={() => act.mutate(asked)}
          onClose={() => setAsked(null)}
        />
      )}
      {secret && showing && <SecretDialog secret={secret} onClose={() => setShowing(false)} />}
    </Page>
  )
}
