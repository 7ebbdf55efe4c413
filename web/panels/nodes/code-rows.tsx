import { QrCode } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Enrollment } from '#protocol/rest/enrollments.ts'
import { call } from '../../api/browser.ts'
import { Badge, type Tone } from '../../design/badge.tsx'
import { Button } from '../../design/button.tsx'
import { ConfirmDialog } from '../../design/confirm-dialog.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { Dialog, DialogActions } from '../../design/dialog.tsx'
import { Facts } from '../../design/facts.tsx'
import { Bone, EmptyState } from '../../design/states.tsx'
import table from '../../design/table.module.css'
import { useCan } from '../../frame/use-me.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { ListFrame } from '../list-frame.tsx'
import proxy from '../proxy/proxy.module.css'
import { useNow } from '../system/use-now.ts'
import { useAction } from '../use-action.ts'
import { useList } from '../use-list.ts'
import { type CodeState, codeState } from './code-state.ts'
import { placeWords } from './node-words.ts'

const everyMs = 5_000
const tones: Record<CodeState, Tone> = { active: 'good', usedUp: 'quiet', over: 'quiet', revoked: 'bad' }

/** The codes by which devices ask to be taken in, all or a provider's: how far they are used, and the way to end one. */
export function CodeRows({ provider }: { provider?: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const mayRevoke = useCan().can('create', 'Enrollment')
  const now = useNow(everyMs)
  const [open, setOpen] = useState<Enrollment | null>(null)
  const [asked, setAsked] = useState<Enrollment | null>(null)
  const list = useList(
    ['enrollments', provider ?? ''],
    (after, signal) => call('listEnrollments', { query: { provider, after } }, { signal }),
    { everyMs },
  )
  const revoke = useAction({
    run: (code: Enrollment) => call('revokeEnrollment', { params: { id: code.id } }),
    touches: ['enrollments'],
    done: (_, code) => t('codes.revokeDone', { code: hintOf(code) }),
    after() {
      setAsked(null)
      setOpen(null)
    },
  })
  const shown = open && (list.items.find(it => it.id === open.id) ?? open)
  const badge = (code: Enrollment) => {
    const state = codeState(code, now)
    return <Badge tone={tones[state]}>{t(`codes.states.${state}`)}</Badge>
  }
  const usedOf = ({ uses, maxUses }: Enrollment) =>
    t('codes.usedOf', { uses: format.number(uses), most: format.number(maxUses) })
  const revocable = (code: Enrollment) => mayRevoke && codeState(code, now) === 'active'
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
                  <button
                    type="button"
                    className={`${table['rowLink']} ${table['cut']}`}
                    onClick={() => setOpen(it)}
                  >
                    {hintOf(it)}
                  </button>
                  <span className={table['sub']}>
                    {[provider ? '' : it.provider.name, it.note].filter(Boolean).join(' · ')}
                  </span>
                </div>
              ),
              bone: <Bone width="60%" />,
            },
            {
              head: t('codes.state'),
              width: '132px',
              cell: badge,
              bone: <Bone width="80px" height="20px" />,
            },
            {
              head: t('codes.used'),
              wide: '',
              width: '120px',
              end: true,
              cell: it => <span className={proxy['num']}>{usedOf(it)}</span>,
              bone: <Bone width="50%" />,
            },
            {
              head: t('nodes.place'),
              wide: '2',
              width: '18%',
              dim: true,
              cell: it => <span className={table['cut']}>{placeWords(it.place)}</span>,
              bone: <Bone width="70%" />,
            },
            {
              head: t('codes.expires'),
              wide: '2',
              width: '190px',
              dim: true,
              cell: it => <span className={table['cut']}>{format.dateTime(it.expiresAt)}</span>,
              bone: <Bone width="80%" />,
            },
            {
              head: t('proxy.actions'),
              wide: '',
              width: '120px',
              end: true,
              cell: it =>
                revocable(it) && (
                  <div className={proxy['actions']}>
                    <Button
                      size="sm"
                      onClick={() => setAsked(it)}
                      aria-label={`${t('codes.revoke')} ${hintOf(it)}`}
                    >
                      {t('codes.revoke')}
                    </Button>
                  </div>
                ),
              bone: <Bone width="70%" height="28px" />,
            },
          ]}
        />
      </ListFrame>
      {shown && !asked && (
        <Dialog side open onOpenChange={it => !it && setOpen(null)} title={hintOf(shown)}>
          <Facts
            items={[
              [t('codes.state'), badge(shown)],
              [t('nodes.provider'), shown.provider.name],
              [t('enroll.note'), shown.note || '–'],
              [t('codes.used'), usedOf(shown)],
              [t('nodes.place'), placeWords(shown.place)],
              [t('codes.approves'), t(shown.approves ? 'codes.yes' : 'codes.no')],
              [t('codes.created'), format.dateTime(shown.createdAt)],
              [t('codes.expires'), format.dateTime(shown.expiresAt)],
              ...(shown.revokedAt
                ? ([[t('codes.revokedAt'), format.dateTime(shown.revokedAt)]] as const)
                : []),
            ]}
          />
          <DialogActions>
            <Button onClick={() => setOpen(null)}>{t('common.close')}</Button>
            {revocable(shown) && (
              <Button look="danger" onClick={() => setAsked(shown)}>
                {t('codes.revoke')}
              </Button>
            )}
          </DialogActions>
        </Dialog>
      )}
      {asked && (
        <ConfirmDialog
          title={t('codes.revokeTitle', { code: hintOf(asked) })}
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

/** The whole was shown once. */
const hintOf = ({ hint }: Enrollment) => `${hint}-…`
