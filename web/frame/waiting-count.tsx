import { useTranslation } from 'react-i18next'
import { useWaitingCount } from '../panels/nodes/queue/use-waiting-count.ts'
import styles from './nav-links.module.css'

/** More are as good as many. */
const most = 99

/** How many devices wait, beside the way to them. Read aloud with the link, as a part of its name. */
export function WaitingCount() {
  const { t } = useTranslation()
  const count = useWaitingCount()
  if (!count) return null
  return (
    <span className={styles['waiting']}>
      <span aria-hidden="true">{count > most ? `${most}+` : count}</span>
      <span className="hidden">{t('queue.waiting', { count })}</span>
    </span>
  )
}
