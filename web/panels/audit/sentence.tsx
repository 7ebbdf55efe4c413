import { useTranslation } from 'react-i18next'
import type { AuditEntry } from '#protocol/rest/staff.ts'
import styles from './audit.module.css'
import { nobodyKey, sentenceKey } from './audit-words.ts'

// From the private-use area: no language and no name has them.
const marks = { actor: '\uE001', target: '\uE002', action: '\uE003' }

/**
 * An entry in words. Names are put in after translating, as text: what somebody typed into the login
 * form stands in this log, and must never be read as anything but text.
 */
export function Sentence({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation()
  const values: Record<string, string> = {
    [marks.actor]: entry.actor?.email ?? t(`audit.${nobodyKey(entry.action)}`),
    [marks.target]: entry.target?.label ?? '',
    [marks.action]: entry.action,
  }
  const parts = t(`audit.sentences.${sentenceKey(entry)}`, marks).split(/([\uE001-\uE003])/)
  return (
    <span>
      {parts.map((part, i) =>
        part in values ? (
          // Parts may be equal, and never change places.
          // oxlint-disable-next-line react/no-array-index-key
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
