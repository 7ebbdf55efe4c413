import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { LiveSession } from '#protocol/live/sessions.ts'
import { useFormat } from '../../../i18n/use-format.ts'
import styles from './sheet.module.css'

/** So many are told apart; the others are a number. */
const most = 5

/** What it carries right now. */
export function OpenSessions({ sessions, open }: { sessions: readonly LiveSession[]; open: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (open === 0) return null
  const shown = [...sessions].sort((a, b) => b.up + b.down - (a.up + a.down)).slice(0, most)
  return (
    <section aria-label={t('nodeSheet.open')}>
      <h3 className={styles['chartHead']}>{t('nodeSheet.open')}</h3>
      <ul>
        {shown.map(it => (
          <li key={it.id} className={styles['session']}>
            <span className={styles['cut']}>{it.target}</span>
            <Link to={`/accounts/${it.account}`} className={styles['cut']}>
              {it.login}
            </Link>
            <span className={styles['num']}>{format.bytes(it.up + it.down)}</span>
          </li>
        ))}
      </ul>
      {open > shown.length && (
        <p className={styles['dim']}>{t('nodeSheet.more', { count: open - shown.length })}</p>
      )}
    </section>
  )
}
