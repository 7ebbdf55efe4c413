import { CircleCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Answered } from '../api/client.ts'
import { Button } from '../design/button.tsx'
import { useFormat } from '../i18n/use-format.ts'
import styles from './consent.module.css'
import { DoorFrame } from './door-frame.tsx'

type Props = { name: string; given: Answered<'giveConsent'>['given']; onAgain: () => void }

export function ConsentDone({ name, given, onAgain }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const facts = [
    [t('consent.doneFor'), name],
    [t('consent.doneVersion'), given.version],
    [t('consent.doneAt'), format.exact(given.at)],
  ] as const
  return (
    <DoorFrame title={t('consent.doneTitle')} lead={t('consent.doneLead')} icon={<CircleCheck size={20} />}>
      <dl className={styles['facts']}>
        {facts.map(([head, value]) => (
          <div key={head}>
            <dt>{head}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className={styles['free']}>{t('consent.free')}</p>
      <Button className={styles['again']} onClick={onAgain}>
        {t('consent.again')}
      </Button>
    </DoorFrame>
  )
}
