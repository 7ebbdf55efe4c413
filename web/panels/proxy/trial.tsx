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

type Props = {
  id: string
  words: string
  door: 'http' | 'socks'
  edge: string | undefined
  /** Something that is asked for cannot be. */
  disabled: boolean
}

/** Really connects, and says what happened. */
export function Trial({ id, words, door, edge, disabled }: Props) {
  const { t } = useTranslation()
  const test = useMutation({
    mutationFn: () => call('testProxyUser', { params: { id }, body: { words, door, edge } }),
  })
  return (
    <div className={styles['form']}>
      <div className={styles['row']}>
        <Button look="primary" busy={test.isPending} disabled={disabled} onClick={() => test.mutate()}>
          <PlugZap size={16} />
          {t('trial.run')}
        </Button>
        <span className={styles['sub']}>{t('trial.hint')}</span>
      </div>
      <div aria-live="polite" className={styles['outcome']}>
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
    const { code, message } = test.error
    const fault = code as 'no_node'
    return (
      <Notice tone="bad">
        <strong>{t(`trial.faults.${fault}`, { defaultValue: message })}</strong>{' '}
        {t(`trial.errors.${fault}`, { defaultValue: '' })}
        {test.via.door === 'socks' && tellsLess.has(code) && <div>{t('trial.socksTellsLess')}</div>}
        <div className={styles['exact']}>
          <code>{code}</code> · {message}
        </div>
      </Notice>
    )
  }
  return (
    <>
      <Notice tone={test.ok ? 'good' : 'warn'}>
        {t(test.ok ? 'trial.done' : 'trial.odd', { status: test.status, time: ms(test.totalMs) })}
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
    </>
  )
}

/** Codes whose reply of SOCKS5 stands for others too. */
const tellsLess = new Set(['bad_credentials', 'forbidden_target', 'no_node', 'target_unreachable'])
