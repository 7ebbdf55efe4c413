import { ArrowLeftRight } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { busiestFirst, type LiveSession } from '#protocol/live/sessions.ts'
import table from '../../design/table.module.css'
import { ListEmpty } from '../list-empty.tsx'
import { useHeld, useSteady } from '../use-steady.ts'
import { SessionTable } from './session-table.tsx'

type Props = {
  sessions: readonly LiveSession[] | null
  /** How many there are, also beyond those that are told. */
  open: number
  now: number
  search: string
  staff: boolean
  onClear: () => void
}

const none: ReadonlySet<string> = new Set()

/** What is open now: busiest first, and yet calm enough to be read and pressed. */
export function LiveList({ sessions, open, now, search, staff, onClear }: Props) {
  const { t } = useTranslation()
  const { held, around } = useHeld(now)
  const fitting = useMemo(() => {
    const wanted = search.toLowerCase()
    const texts = (it: LiveSession) => [it.target, it.login, it.node, it.country ?? '', it.edge, it.account]
    return sessions?.filter(it => texts(it).some(text => text.toLowerCase().includes(wanted))) ?? null
  }, [sessions, search])
  const list = useSteady(fitting, { compare: busiestFirst, held, now, wish: search })
  const ids = useMemo(() => new Set(sessions?.map(it => it.id)), [sessions])
  // When only the busiest are told, one that is not among them may still be open.
  const all = sessions !== null && open <= sessions.length
  if (list?.rows.length === 0) {
    return (
      <div className={table['frame']}>
        <ListEmpty
          icon={<ArrowLeftRight size={20} />}
          title={t('sessions.none')}
          lead={t('sessions.noneLead')}
          filtered={search !== ''}
          onClear={onClear}
        />
      </div>
    )
  }
  return (
    <div className={table['frame']} {...around}>
      <SessionTable
        sessions={list?.rows ?? null}
        gone={(all && list?.gone) || none}
        isOpen={id => !all || ids.has(id)}
        now={now}
        staff={staff}
      />
      {/* A cut takes its button away: the focus stays here. */}
      <div className={table['foot']} tabIndex={-1} data-focus-home="">
        <span>
          {held
            ? t('sessions.held')
            : sessions && !all
              ? t('sessions.most', { count: open, shown: sessions.length })
              : t('sessions.rank')}
        </span>
      </div>
    </div>
  )
}
