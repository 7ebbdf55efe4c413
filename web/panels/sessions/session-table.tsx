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
import { bytesColumn, nodeColumn, targetColumn } from './session-columns.tsx'
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
          targetColumn<LiveSession>(t, it => (
            <button
              type="button"
              className={`${table['rowLink']} ${table['cut']}`}
              onClick={() => setOpen(it)}
            >
              {it.target}
            </button>
          )),
          nodeColumn(t),
          {
            head: t('sessions.rate'),
            width: '128px',
            cell: it => <span className={proxy['num']}>{`${format.bytes(it.upRate + it.downRate)}/s`}</span>,
            bone: <Bone width="60%" />,
          },
          bytesColumn(t, format, ''),
          {
            head: t('sessions.age'),
            wide: '2',
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
