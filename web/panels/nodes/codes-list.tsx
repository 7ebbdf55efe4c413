import { QrCode } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Enrollment } from '#protocol/rest/fleet.ts'
import { call } from '../../api/browser.ts'
import { Badge } from '../../design/badge.tsx'
import { Button } from '../../design/button.tsx'
import { ConfirmDialog } from '../../design/confirm-dialog.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { Bone, EmptyState } from '../../design/states.tsx'
import table from '../../design/table.module.css'
import { useCan } from '../../frame/use-me.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { ListFrame } from '../list-frame.tsx'
import proxy from '../proxy/proxy.module.css'
import { useAction } from '../use-action.ts'
import { useList } from '../use-list.ts'

const everyMs = 5_000

export type CodeState = 'valid' | 'used' | 'expired' | 'revoked'
function stateOf(it: Enrollment): CodeState {
  if (it.revokedAt !== null) return 'revoked'
  if (it.uses >= it.maxUses) return 'used'
  return Date.parse(it.expiresAt) <= Date.now() ? 'expired' : 'valid'
}

/** The codes that were made, and what became of them. The codes themselves are shown once, when they are made. */
export function CodesList() {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const [asked, setAsked] = useState<Enrollment | null>(null)
  const list = useList(
    ['enrollments'],
    (after, signal) => call('listEnrollments', { query: { after } }, { signal }),
    { everyMs },
  )
  const revoke = useAction({
    run: (it: Enrollment) => call('revokeEnrollment', { params: { id: it.id } }),
    touches: ['enrollments'],
    done: (_, it) => t('codes.revoked', { hint: it.hint }),
    after: () => setAsked(null),
  })
  const mayChange = can.can('create', 'Enrollment')
  const button = (it: Enrollment) =>
    mayChange &&
    stateOf(it) === 'valid' && (
      <Button size="sm" onClick={() => setAsked(it)} aria-label={t('codes.revokeLabel', { hint: it.hint })}>
        {t('codes.revoke')}
      </Button>
    )
  return (
    <>
      <ListFrame
        list={list}
        empty={
          <EmptyState icon={<QrCode size={20} />} title={t('codes.empty')} lead={t('codes.emptyLead')} />
        }
      >
        <DataTable
          label={t('codes.table')}
          rows={list.isPending ? null : list.items}
          columns={[
            {
              head: t('codes.code'),
              cell: it => (
                <div className={table['two']}>
                  <span className={table['cut']}>
                    <code className={proxy['num']}>{`${it.hint}…`}</code> {it.provider.name}
                  </span>
                  <span className={table['sub']}>
                    {it.note || (it.approves ? t('codes.approves') : t('codes.asks'))}
                  </span>
                </div>
              ),
              bone: <Bone width="60%" />,
            },
            {
              head: t('codes.state'),
              width: '128px',
              cell: it => {
                const state = stateOf(it)
                return <Badge tone={state === 'valid' ? 'good' : 'quiet'}>{t(`codes.states.${state}`)}</Badge>
              },
              bone: <Bone width="70px" height="20px" />,
            },
            {
              head: t('codes.uses'),
              wide: '',
              width: '110px',
              dim: true,
              cell: it => (
                <span className={proxy['num']}>
                  {`${format.number(it.uses)} / ${format.number(it.maxUses)}`}
                </span>
              ),
              bone: <Bone width="50%" />,
            },
            {
              head: t('codes.until'),
              wide: '2',
              width: '230px',
              dim: true,
              cell: it => <time dateTime={it.expiresAt}>{format.exact(it.expiresAt)}</time>,
              bone: <Bone width="80%" />,
            },
            {
              head: t('proxy.actions'),
              width: '110px',
              cell: it => <div className={proxy['actions']}>{button(it)}</div>,
              bone: <Bone width="60px" height="28px" />,
            },
          ]}
        />
      </ListFrame>
      {asked && (
        <ConfirmDialog
          title={t('codes.revokeTitle', { hint: asked.hint })}
          lead={t('codes.revokeLead')}
          action={t('codes.revoke')}
          danger
          busy={revoke.isPending}
          onConfirm={() => revoke.mutate(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  )
}
