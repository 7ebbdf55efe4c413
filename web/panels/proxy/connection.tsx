import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EdgeDoors } from '#protocol/directory.ts'
import { Tabs } from '../../design/tabs.tsx'
import { CopyButton } from './copy-button.tsx'
import styles from './proxy.module.css'
import { snippet, type SnippetKind, snippetKinds } from './snippets.ts'

/** What stands for a password that nobody knows any more. */
const unknown = 'PASSWORD'

type At = {
  door: 'http' | 'socks'
  /** Null: no edge is up. */
  edge: EdgeDoors | null
  username: string
  password: string | null
}

/** Where and as whom to connect, to be copied piece by piece or ready to run. */
export function Connection({ at }: { at: At }) {
  const { t } = useTranslation()
  const id = useId()
  const [kind, setKind] = useState<SnippetKind>('curl')
  const { door, edge, username } = at
  const host = edge?.host ?? 'HOST'
  const httpPort = edge?.httpPort ?? 'PORT'
  const port = door === 'http' ? httpPort : (edge?.socksPort ?? 'PORT')
  const password = at.password ?? unknown
  const code = snippet(kind, { door, host, port, httpPort, username, password })
  const hints = [
    at.password === null && t('builder.passwordHint'),
    kind === 'browser' && door === 'socks' && t('builder.browserHint'),
  ].filter(it => it !== false)
  const parts = [
    ['host', t('builder.host'), edge?.host ?? '…'],
    ['port', t('builder.port'), edge ? String(port) : '…'],
    ['username', t('builder.username'), username],
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
          aria-describedby={hints.length > 0 ? id : undefined}
        >
          {code}
        </pre>
        {hints.length > 0 && (
          <p id={id} className={styles['note']}>
            {hints.join(' ')}
          </p>
        )}
      </div>
    </div>
  )
}
