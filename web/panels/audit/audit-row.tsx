import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AuditEntry } from '#protocol/rest/staff.ts'
import { Button } from '../../design/button.tsx'
import { Facts } from '../../design/facts.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { nobodyKey } from './audit-words.ts'
import styles from './audit.module.css'
import { Sentence } from './sentence.tsx'

type Props = {
  entry: AuditEntry
  onFilter: (filter: { actor?: string; actorLabel?: string; target?: string; label?: string }) => void
}

export function AuditRow({ entry, onFilter }: Props) {
  const format = useFormat()
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const kindOf = (kind: string) => t(`audit.kinds.${kind as 'user'}`, { defaultValue: kind })
  return (
    <li className={styles['entry']}>
      <details onToggle={e => setOpen(e.currentTarget.open)}>
        <summary className={styles['summary']}>
          <ChevronRight className={styles['chevron']} size={14} />
          <time className={styles['time']} dateTime={entry.at}>
            {format.date(entry.at)} <span className={styles['clock']}>{format.bareClock(entry.at)}</span>
          </time>
          <span className={styles['words']}>
            <Sentence entry={entry} />
          </span>
          {entry.address && <span className={styles['address']}>{entry.address}</span>}
        </summary>
        {open && (
          <div className={styles['detail']}>
            <Facts
              items={[
                [t('audit.code'), <code key="code">{entry.action}</code>],
                [t('audit.time'), format.exact(entry.at)],
                [t('audit.actor'), entry.actor?.email ?? t(`audit.${nobodyKey(entry.action)}`)],
                [
                  t('audit.target'),
                  entry.target ? `${entry.target.label} (${kindOf(entry.target.kind)})` : '–',
                ],
                [t('audit.address'), entry.address ?? '–'],
                [
                  t('audit.recorded'),
                  <pre key="raw" className={styles['raw']}>
                    {JSON.stringify(entry.detail, null, 2)}
                  </pre>,
                ],
              ]}
            />
            <div className={styles['actions']}>
              {entry.actor && (
                <Button
                  size="sm"
                  onClick={() => onFilter({ actor: entry.actor!.id, actorLabel: entry.actor!.email })}
                >
                  {t('audit.byThisActor')}
                </Button>
              )}
              {entry.target && (
                <Button
                  size="sm"
                  onClick={() => onFilter({ target: entry.target!.id, label: entry.target!.label })}
                >
                  {t('audit.aboutThis')}
                </Button>
              )}
            </div>
          </div>
        )}
      </details>
    </li>
  )
}
