import { useTranslation } from 'react-i18next'
import { Notice } from '../design/notice.tsx'
import { errorText } from '../i18n/error-text.ts'
import { useFormat } from '../i18n/use-format.ts'

export function DoorError({ error, waitMs = 0 }: { error: unknown; waitMs?: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (!error) return null
  return (
    <Notice tone="bad">
      {errorText(t, error)}
      {/* Ticking seconds are for the eye; read aloud they would never end. */}
      {waitMs > 0 && (
        <span aria-hidden="true"> {t('login.waitFor', { time: format.countdown(waitMs) })}</span>
      )}
    </Notice>
  )
}
