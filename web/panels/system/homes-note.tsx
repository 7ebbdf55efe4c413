import { useTranslation } from 'react-i18next'
import type { Homes } from '#protocol/rest/staff.ts'
import { useFormat } from '../../i18n/use-format.ts'
import styles from './system.module.css'

/** A home that is open is an alarm; one that nobody is sure of wants to be looked at. */
export const homesTone = ({ failed, unclear, overdue }: Homes): 'bad' | 'warn' | undefined =>
  failed > 0 ? 'bad' : unclear > 0 || overdue > 0 ? 'warn' : undefined

/** Below how many homes are closed: those that are not, and how old that knowledge is. */
export function HomesNote({ homes, at }: { homes: Homes; at: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { failed, unclear, overdue, newest, oldest } = homes
  // In words that stand for a minute: what ticks here would push what is beside it.
  const ago = (time: number) => format.ago(Math.min(time, at), at)
  const words = [
    failed > 0 && t('homes.failed', { count: failed }),
    unclear > 0 && t('homes.unclear', { count: unclear }),
    overdue > 0 && t('homes.overdue', { count: overdue }),
  ].filter(Boolean)
  return (
    <span
      className={styles['homes']}
      title={oldest === null ? undefined : t('homes.oldest', { ago: ago(oldest) })}
    >
      {words.length > 0 ? words.join(', ') : newest !== null && t('homes.newest', { ago: ago(newest) })}
    </span>
  )
}
