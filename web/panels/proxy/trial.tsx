import { useMutation } from '@tanstack/react-query'
import { PlugZap } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ProxyTest } from '#protocol/rest/proxy.ts'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import { Facts } from '../../design/facts.tsx'
import { Notice } from '../../design/notice.tsx'
import { errorText } from '../../i18n/error-text.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { choiceWords } from './choice-words.ts'
import styles from './proxy.module.css'

type Props = { id: string; words: string; door: 'http' | 'socks'; edge: string | undefined }

/** Really connects, and says what happened. */
export function Trial({ id, words, door, edge }: Props) {
  const { t } = useTranslation()
  const test = useMutation({
    mutationFn: () => call('testProxyUser', { params: { id }, body: { words, door, edge } }),
  })
  return (
    <div className={styles['form']}>
      <div className={styles['row']}>
        <Button look="primary" busy={test.isPending} onClick={() => test.mutate()}>
          <PlugZap size={16} />
          {t('trial.run')}
        </Button>
        <span className={styles['sub']}>{t('trial.hint')}</span>
      </div>
      <div aria-live="polite">
        {test.isError && <Notice tone="bad">{errorText(t, test.error)}</Notice>}
        {test.data && <Outcome test={test.data.test} />}
      </div>
    </div>
  )
}

function Outcome({ test }: { test: ProxyTest }) {
  const { t } = useTranslation()
  const format = useFormat()
  const ms = (value: number | null) => (value === null ? '–' : format.ms(value))
  if (test.error) {
    const known = t(`trial.errors.${test.error.code}` as 'trial.errors.no_node', { defaultValue: '' })
    return (
      <Notice tone="bad">
        <strong>{test.error.code}</strong>: {test.error.message}
        {known && <div>{known}</div>}
      </Notice>
    )
  }
  return (
    <div className={styles['form']}>
      <Notice tone={test.ok ? 'good' : 'warn'}>
        {t('trial.done', { status: test.status, time: ms(test.totalMs) })}
      </Notice>
      <Facts
        items={[
          [t('trial.connect'), ms(test.connectMs)],
          [t('trial.first'), ms(test.firstByteMs)],
          [t('trial.bytes'), format.bytes(test.bytes)],
          [t('trial.node'), test.node?.slice(-6) ?? t('trial.notTold')],
          [t('trial.why'), test.choice ? choiceWords(t, format, test.choice) : t('trial.notTold')],
        ]}
      />
    </div>
  )
}
