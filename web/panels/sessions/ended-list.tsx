import { History } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/browser.ts'
import { DataTable } from '../../design/data-table.tsx'
import { Bone } from '../../design/states.tsx'
import table from '../../design/table.module.css'
import { useFormat } from '../../i18n/use-format.ts'
import { ListEmpty } from '../list-empty.tsx'
import { ListFrame } from '../list-frame.tsx'
import proxy from '../proxy/proxy.module.css'
import { TimeAgo } from '../time-ago.tsx'
import { useList } from '../use-list.ts'

const everyMs = 10_000

/** Sessions that have ended, latest first, and why. */
export function EndedList({ search, onClear }: { search: string; onClear: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const list = useList(
    ['sessions', 'ended', search],
    (after, signal) =>
      call('listSessions', { query: { state: 'ended', search: search || undefined, after } }, { signal }),
    { everyMs },
  )
  return (
    <ListFrame
      list={list}
      empty={
        <ListEmpty
          icon={<History size={20} />}
          title={t('sessions.noneEnded')}
          lead={t('sessions.noneEndedLead')}
          filtered={search !== ''}
          onClear={onClear}
        />
      }
    >
      <DataTable
        label={t('sessions.endedTable')}
        rows={list.isPending ? null : list.items}
        columns={[
          {
            head: t('sessions.target'),
            cell: it => (
              <div className={table['two']}>
                <span className={table['cut']}>{it.target}</span>
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
            head: t('sessions.up'),
            wide: '2',
            width: '112px',
            end: true,
            cell: it => <span className={proxy['num']}>{format.bytes(it.up)}</span>,
            bone: <Bone width="60%" />,
          },
          {
            head: t('sessions.down'),
            width: '112px',
            end: true,
            cell: it => <span className={proxy['num']}>{format.bytes(it.down)}</span>,
            bone: <Bone width="60%" />,
          },
          {
            head: t('sessions.ended'),
            wide: '',
            width: '24%',
            cell: it => (
              <span className={table['cut']}>
                {t(`sessionEnd.${it.ended ?? 'client_closed'}` as 'sessionEnd.cut', {
                  defaultValue: it.ended ?? '',
                })}
              </span>
            ),
            bone: <Bone width="70%" />,
          },
          {
            head: t('sessions.when'),
            wide: '',
            width: '140px',
            dim: true,
            cell: it => <TimeAgo at={it.endedAt} />,
            bone: <Bone width="70%" />,
          },
        ]}
      />
    </ListFrame>
  )
}
