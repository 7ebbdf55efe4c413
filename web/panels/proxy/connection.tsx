import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Tabs } from '../../design/tabs.tsx'
import { CopyButton } from './copy-button.tsx'
import styles from './proxy.module.css'
import { snippet, type SnippetKind, snippetKinds } from './snippets.ts'

/** What stands for a password that nobody knows any more. */
const unknown = 'PASSWORD'

type At = {
  door: 'http' | 'socks'
  host: string
  port: number | null
  username: string
  password: string | null
}

/** Where and as whom to connect, to be copied piece by piece or ready to run. */
export function Connection({ at }: { at: At }) {
  const { t } = useTranslation()
  const id = useId()
  const [kind, setKind] = useState<SnippetKind>('curl')
  const code = snippet(kind, { ...at, port: at.port ?? 0, password: at.password ?? unknown })
  const parts = [
    ['host', t('builder.host'), at.host],
    ['port', t('builder.port'), at.port === null ? '…' : String(at.port)],
    ['username', t('builder.username'), at.username],
  ] as const
  return (
    <div className={styles['form']}>
      <dl className={styles['parts']}>
        {parts.map(([key, name, text]) => (
          <div key={key} className={styles['part']}>
            <dt className={styles['sub']}>{name}</dt>
            <dd className={styles['code']} data-testid={key}>
              {text}
            </dd>
            <dd>
              <CopyButton square text={text} label={t('proxy.copyOf', { what: name })} />
            </dd>
          </div>
        ))}
      </dl>
      <div>
        <div className={styles['bar']}>
          <Tabs
            label={t('builder.snippets')}
            value={kind}
            items={snippetKinds.map(it => [it, t(`builder.kinds.${it}`)] as const)}
            onChange={setKind}
          />
          <CopyButton text={code} label={t('builder.copy')} />
        </div>
        <pre
          className={styles['snippet']}
          tabIndex={0}
          role="tabpanel"
          aria-label={t(`builder.kinds.${kind}`)}
          aria-describedby={at.password === null ? id : undefined}
        >
          {code}
        </pre>
        {at.password === null && (
          <p id={id} className={styles['note']}>
            {t('builder.passwordHint')}
          </p>
        )}
      </div>
    </div>
  )
}
