import { Download } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { UsageDimension, UsageGroup } from '#protocol/rest/usage.ts'
import { Button, buttonClass } from '../../design/button.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { ShareBar } from '../../design/share-bar.tsx'
import { Bone, ErrorState } from '../../design/states.tsx'
import table from '../../design/table.module.css'
import { Tabs } from '../../design/tabs.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { bothOf } from './compare.ts'
import { keyName, unknown } from './key-name.ts'
import styles from './usage.module.css'

type Props = {
  dimensions: readonly UsageDimension[]
  by: UsageDimension
  onBy: (by: UsageDimension) => void
  groups: readonly UsageGroup[] | null
  error: unknown
  onRetry: () => void
  csv: string | null
  old: boolean
}

const few = 20

/** Whose bytes they were, most first; their sums are the totals above. */
export function GroupTable({ dimensions, by, onBy, groups, error, onRetry, csv, old }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const [all, setAll] = useState(false)
  const total = groups?.reduce((sum, it) => sum + bothOf(it), 0) ?? 0
  const rows = groups?.map(it => ({ ...it, id: it.key, bytes: bothOf(it) })) ?? null
  const shown = all ? rows : (rows?.slice(0, few) ?? null)
  const bytes = (value: number) => (
    <span className={styles['num']} title={format.exactBytes(value)}>
      {format.bytes(value)}
    </span>
  )
  return (
    <section aria-label={t(`usage.by.${by}`)} data-testid="groups" data-by={groups ? by : undefined}>
      <div className={styles['between']}>
        <Tabs
          label={t('usage.byWhat')}
          value={by}
          items={dimensions.map(it => [it, t(`usage.by.${it}`)] as const)}
          onChange={onBy}
        />
        {csv && (
          <a
            className={buttonClass({ size: 'sm' })}
            href={csv}
            download
            aria-label={t('usage.csvBy', { by: t(`usage.by.${by}`) })}
          >
            <Download size={15} className={styles['before']} /> {t('usage.csv')}
          </a>
        )}
      </div>
      <div className={table['frame']} aria-busy={rows === null || undefined}>
        {error && rows === null ? (
          <ErrorState title={t('usage.failed')} error={error} onRetry={onRetry} />
        ) : rows?.length === 0 ? (
          <p className={styles['nothing']}>{t('usage.nothing')}</p>
        ) : (
          <div className={styles['rows']} data-old={old || undefined}>
            <DataTable
              label={t(`usage.by.${by}`)}
              rows={shown}
              columns={[
                {
                  head: t(`usage.one.${by}`),
                  cell: it => {
                    const name = keyName(t, format.tag, by, it.key, it.label)
                    if (by !== 'account' || it.key === unknown)
                      return <span className={table['cut']}>{name}</span>
                    return (
                      <Link className={`${table['rowLink']} ${table['cut']}`} to={`/usage?account=${it.key}`}>
                        {name}
                      </Link>
                    )
                  },
                  bone: <Bone width="60%" />,
                },
                {
                  head: t('chart.down'),
                  wide: '',
                  width: '15%',
                  end: true,
                  dim: true,
                  cell: it => bytes(it.down),
                  bone: <Bone width="60%" />,
                },
                {
                  head: t('chart.up'),
                  wide: '',
                  width: '15%',
                  end: true,
                  dim: true,
                  cell: it => bytes(it.up),
                  bone: <Bone width="60%" />,
                },
                {
                  head: t('chart.both'),
                  width: '108px',
                  end: true,
                  cell: it => bytes(it.bytes),
                  bone: <Bone width="60%" />,
                },
                {
                  head: t('usage.share'),
                  width: '27%',
                  cell: it => {
                    const share = total > 0 ? it.bytes / total : 0
                    return (
                      <span className={styles['cellShare']}>
                        <ShareBar share={share} />
                        <span className={styles['num']}>{format.percent(share, 1)}</span>
                      </span>
                    )
                  },
                  bone: <Bone />,
                },
              ]}
            />
          </div>
        )}
        {rows && rows.length > few && (
          <div className={table['foot']} tabIndex={-1} data-focus-home="">
            <span>{t('list.shown', { count: shown!.length })}</span>
            <Button size="sm" onClick={() => setAll(!all)}>
              {all ? t('usage.fewer') : t('usage.all', { count: rows.length })}
            </Button>
          </div>
        )}
      </div>
    </section>
  )
}
