import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import type { Answered } from '../../api/client.ts'
import { Brand } from '../../design/brand.tsx'
import { QrCode } from '../../design/qr/qr-code.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { agentCommand } from './agent-command.ts'
import styles from './code-sheet.module.css'

type Props = { made: Answered<'createEnrollment'>; url: string }

/** What is on paper when the page is printed while a code is shown: nothing but the code and what to do with it. */
export function CodeSheet({ made, url }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { enrollment, code } = made
  const { provider, note, maxUses, expiresAt, approves } = enrollment
  return createPortal(
    <section className={styles['sheet']} data-print-sheet="" data-testid="sheet">
      <header className={styles['head']}>
        <Brand size={24} />
        <span>{[provider.name, note].filter(Boolean).join(' · ')}</span>
      </header>
      <h1>{t('codeSheet.title')}</h1>
      <QrCode text={url} label={t('enroll.qr')} />
      <p className={styles['code']}>{code}</p>
      <p>
        {t('codeSheet.goodFor', { count: maxUses })}{' '}
        {t('codeSheet.until', { time: format.dateTime(expiresAt) })}
      </p>
      <ol>
        <li>{t('codeSheet.stepAgent')}</li>
        <li>
          {t('codeSheet.stepRun')}
          <pre>{agentCommand(url)}</pre>
        </li>
        <li>{t(approves ? 'codeSheet.stepApproved' : 'codeSheet.stepWait')}</li>
      </ol>
      <p>{t('codeSheet.stepStop')}</p>
    </section>,
    document.body,
  )
}
