import { useTranslation } from 'react-i18next'
import type { AuditEntry } from '#protocol/rest/staff.ts'
import styles from './audit.module.css'
import { sentenceKey } from './audit-words.ts'

const marks = { actor: '\u0001', target: '\u0002', action: '\u0003' }

/**
 * An entry in words. Names are put in after translating, as text: what somebody typed into the login
 * form stands in this log, and must never be read as anything but text.
 */
export function Sentence({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation()
  const values: Record<string, string> = {
    [marks.actor]: entry.actor?.email ?? t('audit.nobody'),
    [marks.target]: entry.target?.label ?? '',
    [marks.action]: entry.action,
  }
  const parts = t(`audit.sentences.${sentenceKey(entry)}`, marks).split(/([\u0001-\u0003])/)
  return (
    <span>
      {parts.map((part, i) =>
        part in values ? (
          <strong key={i} className={styles['named']}>
            {values[part]}
          </strong>
        ) : (
          part
        ),
      )}
    </span>
  )
}
