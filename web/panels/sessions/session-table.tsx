import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LiveSession } from '#protocol/live/sessions.ts'
import { isApiError } from '../../api/api-error.ts'
import { call } from '../../api/browser.ts'
import { Badge } from '../../design/badge.tsx'
import { Button } from '../../design/button.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { Bone } from '../../design/states.tsx'
import table from '../../design/table.module.css'
import { useFormat } from '../../i18n/use-format.ts'
import proxy from '../proxy/proxy.module.css'
import { useAction } from '../use-action.ts'
import { SessionSheet } from './session-sheet.tsx'

type Props = {
  sessions: readonly LiveSession[] | null
  /** Those that have ended and still keep their row. */
  gone: ReadonlySet<string>
  isOpen: (id: string) => boolean
  now: number
  staff: boolean
}

/** Sessions as they flow; figures change in place, rows keep theirs. */
export function SessionTable({ sessions, gone, isOpen, now, staff }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const [open, setOpen] = useState<LiveSession | null>(null)
  const [cutting, setCutting] = useState<ReadonlySet<string>>(new Set())
  const cut = useAction({
    async run(id: string) {
      setCutting(ids => new Set(ids).add(id))
      try {
        await call('cutSession', { params: { id } })
        return 'cut'
      } catch (error) {
        if (isApiError(error) && error.code === 'not_found') return 'over'
        setCutting(ids => new Set([...ids].filter(it => it !== id)))
        throw error
      }
    },
    touches: ['sessions'],
    done: how => t(how === 'cut' ? 'sessions.cutDone' : 'sessions.cutOver'),
    after: () => setOpen(null),
  })
  const shown = open && (sessions?.find(it => it.id === open.id) ?? open)
  return (
    <>
      <DataTable
        label={t('sessions.table')}
        rows={sessions}
        over={it => gone.has(it.id)}
        columns={[
          {
            head: t('sessions.target'),
            cell: it => (
              <div className={table['two']}>
                <button
                  type="button"
                  className={`${table['rowLink']} ${table['cut']}`}
                  onClick={() => setOpen(it)}
                >
                  {it.target}
                </button>
                <span className={table['sub']}>{it.login}</span>
              </div>
            ),
            bone: <Bone width="70%" />,
          },
          {
            head: t('sessions.node'),
            wide: '2',
            width: '130px',
            dim: true,
            cell: it => (
              <span className={table['cut']}>
                {it.country?.toUpperCase() ?? '–'} · {it.node.slice(-6)}
              </span>
            ),
            bone: <Bone width="70%" />,
          },
          {
            head: t('sessions.rate'),
            width: '112px',
            end: true,
            cell: it => (
              <span className={proxy['num']}>{format.bytesPerSecond(it.upRate + it.downRate)}</span>
            ),
            bone: <Bone width="60%" />,
          },
          {
            head: t('sessions.up'),
            wide: '2',
            width: '112px',
            end: true,
            cell: it => <span className={proxy['num']}>{format.bytes(it.up)}</span>,
            bone: <Bone width="60%" />,
          },
          {
            head: t('sessions.down'),
            wide: '',
            width: '112px',
            end: true,
            cell: it => <span className={proxy['num']}>{format.bytes(it.down)}</span>,
            bone: <Bone width="60%" />,
          },
          {
            head: t('sessions.age'),
            wide: '',
            width: '112px',
            end: true,
            dim: true,
            cell: it => (
              <span className={proxy['num']}>{format.uptime(Math.max(0, now - it.startedAt))}</span>
            ),
            bone: <Bone width="60%" />,
          },
          {
            head: t('proxy.actions'),
            wide: '',
            width: '122px',
            end: true,
            cell: it =>
              gone.has(it.id) ? (
                <Badge tone="quiet">{t('sessions.over')}</Badge>
              ) : (
                <div className={proxy['actions']}>
                  <Button
                    size="sm"
                    busy={cutting.has(it.id)}
                    onClick={() => cut.mutate(it.id)}
                    aria-label={t('sessions.cutLabel', { target: it.target })}
                  >
                    {t('sessions.cut')}
                  </Button>
                </div>
              ),
            bone: <Bone width="60px" height="28px" />,
          },
        ]}
      />
      {shown && (
        <SessionSheet
          session={shown}
          over={!isOpen(shown.id)}
          staff={staff}
          busy={cutting.has(shown.id)}
          onCut={() => cut.mutate(shown.id)}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  )
}
