import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LiveSession } from '#protocol/live/sessions.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { Bone } from '../../design/states.tsx'
import table from '../../design/table.module.css'
import { useFormat } from '../../i18n/use-format.ts'
import proxy from '../proxy/proxy.module.css'
import { useAction } from '../use-action.ts'
import { SessionSheet } from './session-sheet.tsx'

type Props = { sessions: readonly LiveSession[] | null; now: number; staff: boolean }

/** Sessions as they flow; figures change in place, rows keep theirs. */
export function SessionTable({ sessions, now, staff }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const [open, setOpen] = useState<LiveSession | null>(null)
  const cut = useAction({
    run: (id: string) => call('cutSession', { params: { id } }),
    touches: ['sessions'],
    done: () => t('sessions.cutDone'),
    after: () => setOpen(null),
  })
  const shown = open && (sessions?.find(it => it.id === open.id) ?? open)
  return (
    <>
      <DataTable
        label={t('sessions.table')}
        rows={sessions}
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
            width: '128px',
            cell: it => <span className={proxy['num']}>{`${format.bytes(it.upRate + it.downRate)}/s`}</span>,
            bone: <Bone width="60%" />,
          },
          {
            head: t('sessions.bytes'),
            wide: '',
            width: '180px',
            cell: it => (
              <span className={proxy['num']}>{`↑ ${format.bytes(it.up)}  ↓ ${format.bytes(it.down)}`}</span>
            ),
            bone: <Bone width="80%" />,
          },
          {
            head: t('sessions.age'),
            wide: '',
            width: '104px',
            dim: true,
            cell: it => (
              <span className={proxy['num']}>{format.uptime(Math.max(0, now - it.startedAt))}</span>
            ),
            bone: <Bone width="60%" />,
          },
          {
            head: t('proxy.actions'),
            wide: '',
            width: '110px',
            cell: it => (
              <div className={proxy['actions']}>
                <Button
                  size="sm"
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
          staff={staff}
          busy={cut.isPending}
          onCut={() => cut.mutate(shown.id)}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  )
}
