import { useTranslation } from 'react-i18next'
import type { Node } from '#protocol/rest/nodes.ts'
import { DataTable } from '../../../design/data-table.tsx'
import { Bone } from '../../../design/states.tsx'
import table from '../../../design/table.module.css'
import { useFormat } from '../../../i18n/use-format.ts'
import { TimeAgo } from '../../time-ago.tsx'
import { ScoreFigure } from '../checks/score-figure.tsx'
import { VerdictBadge } from '../checks/verdict-badge.tsx'
import { NodeStatusBadge } from '../node-status.tsx'
import { networkWords, placeWords } from '../node-words.ts'
import styles from './list.module.css'

export function NodeTable({ rows, onOpen }: { rows: readonly Node[] | null; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <DataTable
      label={t('nodes.table')}
      rows={rows}
      columns={[
        {
          head: t('nodes.node'),
          cell: it => (
            <div className={table['two']}>
              <button
                type="button"
                className={`${table['rowLink']} ${table['cut']}`}
                onClick={() => onOpen(it.id)}
              >
                {it.name}
              </button>
              <span className={table['sub']}>{`${it.provider.name} · ${it.id.slice(-6)}`}</span>
            </div>
          ),
          bone: <Bone width="60%" />,
        },
        {
          head: t('nodes.statusLabel'),
          width: '134px',
          cell: it => <NodeStatusBadge node={it} />,
          bone: <Bone width="80px" height="20px" />,
        },
        {
          head: t('nodes.place'),
          wide: '2',
          width: '15%',
          dim: true,
          cell: it => (
            <div className={table['two']}>
              <span className={table['cut']}>{placeWords(it.place)}</span>
              <span className={table['sub']}>{it.place.asn === null ? '' : `AS${it.place.asn}`}</span>
            </div>
          ),
          bone: <Bone width="70%" />,
        },
        {
          head: t('nodes.network'),
          wide: '2',
          width: '104px',
          dim: true,
          cell: it => <span className={table['cut']}>{networkWords(t, it.live?.network ?? null)}</span>,
          bone: <Bone width="50%" />,
        },
        {
          head: t('nodeList.verdict'),
          wide: '',
          width: '132px',
          cell: it => <VerdictBadge kind={it.checks.verdict?.kind ?? null} />,
          bone: <Bone width="70px" height="20px" />,
        },
        {
          head: t('score.title'),
          wide: '',
          width: '118px',
          cell: it => <ScoreFigure points={it.checks.score?.points ?? null} />,
          bone: <Bone width="70%" />,
        },
        {
          head: t('nodes.battery'),
          wide: '2',
          width: '92px',
          end: true,
          cell: it => (
            <span className={styles['num']}>
              {it.live?.battery?.level == null
                ? '–'
                : `${it.live.battery.charging ? '⚡ ' : ''}${format.percent(it.live.battery.level)}`}
            </span>
          ),
          bone: <Bone width="50%" />,
        },
        {
          head: t('nodeList.seen'),
          wide: '2',
          width: '126px',
          dim: true,
          cell: it => (
            <span className={table['cut']}>
              {it.live?.online ? t('nodeList.seenNow') : <TimeAgo at={it.seenAt} />}
            </span>
          ),
          bone: <Bone width="60%" />,
        },
      ]}
    />
  )
}
