import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Node } from '#protocol/rest/nodes.ts'
import { Button } from '../../../design/button.tsx'
import { QueueRow } from './queue-row.tsx'
import styles from './queue.module.css'

type Props = {
  rows: readonly Node[]
  now: number
  chosen: string | null
  ticked: readonly string[]
  mayDecide: boolean
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
  onChoose: (id: string) => void
  onTick: (id: string) => void
}

export function QueueList({ rows, now, chosen, ticked, mayDecide, list, onChoose, onTick }: Props) {
  const { t } = useTranslation()
  const box = useRef<HTMLUListElement>(null)
  // With the keys one walks through it: the chosen one stays in sight, and nothing else moves.
  useEffect(() => {
    if (chosen) box.current?.querySelector('[data-chosen]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  return (
    <ul ref={box} className={styles['rows']} aria-label={t('queue.list')}>
      {rows.map(it => (
        <QueueRow
          key={it.id}
          node={it}
          now={now}
          chosen={it.id === chosen}
          ticked={ticked.includes(it.id)}
          mayDecide={mayDecide}
          onChoose={() => onChoose(it.id)}
          onTick={() => onTick(it.id)}
        />
      ))}
      {list.hasNextPage && (
        <li className={styles['more']}>
          <Button size="sm" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('list.more')}
          </Button>
        </li>
      )}
    </ul>
  )
}
