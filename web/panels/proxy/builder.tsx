import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Limits } from '#protocol/limits.ts'
import type { ProxyUser } from '#protocol/rest/proxy.ts'
import { anywhere, proxyName } from '#protocol/routing.ts'
import { call } from '../../api/browser.ts'
import { Facts } from '../../design/facts.tsx'
import { Field } from '../../design/field.tsx'
import { Input, Select } from '../../design/input.tsx'
import { Section } from '../../design/page.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { CopyButton } from './copy-button.tsx'
import styles from './proxy.module.css'
import type { Secret } from './secret-dialog.tsx'
import { snippet, type SnippetKind, snippetKinds } from './snippets.ts'
import { Trial } from './trial.tsx'

const placesMs = 10_000
/** Protocols have one name in every language. */
const doorNames = { http: 'HTTP', socks: 'SOCKS5' } as const
const doors = ['http', 'socks'] as const

/** Turns what one wants into host, port, user name and something to paste. */
export function Builder({ users, secret }: { users: readonly ProxyUser[]; secret: Secret | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  const edges = useQuery({
    queryKey: ['edges'],
    queryFn: ({ signal }) => call('listEdges', {}, { signal }),
    refetchInterval: placesMs,
  })
  const places = useQuery({
    queryKey: ['places'],
    queryFn: ({ signal }) => call('listPlaces', {}, { signal }),
    refetchInterval: placesMs,
  })
  const [picked, setPicked] = useState<string | null>(null)
  const [edgeId, setEdgeId] = useState<string | null>(null)
  const [door, setDoor] = useState<'http' | 'socks'>('http')
  const [country, setCountry] = useState('')
  const [city, setCity] = useState('')
  const [asn, setAsn] = useState('')
  const [sticky, setSticky] = useState(false)
  const [name, setName] = useState('cart1')
  const [minutes, setMinutes] = useState(String(Limits.pinDefaultMinutes))
  const [strict, setStrict] = useState(false)
  const [kind, setKind] = useState<SnippetKind>('curl')

  const user = users.find(it => it.id === (picked ?? secret?.id)) ?? users[0]
  if (!user) return null
  const edge = edges.data?.edges.find(it => it.id === edgeId) ?? edges.data?.edges[0]
  const cities = places.data?.places.find(it => it.country === country)?.cities ?? []
  const ttl = Math.min(
    Limits.pinMaxMinutes,
    Math.max(1, Math.round(Number(minutes)) || Limits.pinDefaultMinutes),
  )
  const username = proxyName({
    login: user.login,
    routing: {
      ...anywhere,
      country: country || null,
      city: city || null,
      asn: /^\d{1,10}$/.test(asn) ? Number(asn) : null,
      session: sticky ? name.replace(/[^A-Za-z0-9_.]/g, '').slice(0, 40) || 'cart1' : null,
      ttlMinutes: ttl,
      strict: sticky && strict,
    },
  })
  const password = secret?.id === user.id ? secret.password : 'PASSWORD'
  const host = edge?.host ?? '…'
  const port = (door === 'http' ? edge?.httpPort : edge?.socksPort) ?? 0
  const code = snippet(kind, { door, host, port, username, password })

  return (
    <Section title={t('builder.title')} lead={t('builder.lead')}>
      <div className={styles['parts']}>
        <div className={styles['pair']}>
          <Field label={t('builder.user')}>
            {ids => (
              <Select {...ids} value={user.id} onChange={e => setPicked(e.target.value)}>
                {users.map(it => (
                  <option key={it.id} value={it.id}>
                    {it.login}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t('builder.door')}>
            {ids => (
              <Select {...ids} value={door} onChange={e => setDoor(e.target.value as 'http' | 'socks')}>
                {doors.map(it => (
                  <option key={it} value={it}>
                    {doorNames[it]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t('builder.edge')}>
            {ids => (
              <Select {...ids} value={edge?.id ?? ''} onChange={e => setEdgeId(e.target.value)}>
                {edges.data?.edges.map(it => (
                  <option key={it.id} value={it.id}>
                    {`${it.region} · ${it.host}`}
                  </option>
                )) ?? <option value="">…</option>}
              </Select>
            )}
          </Field>
          <Field label={t('builder.country')}>
            {ids => (
              <Select
                {...ids}
                value={country}
                onChange={e => {
                  setCountry(e.target.value)
                  setCity('')
                }}
              >
                <option value="">{t('builder.anywhere')}</option>
                {places.data?.places.map(it => (
                  <option key={it.country} value={it.country}>
                    {`${countryName(format.tag, it.country)} (${format.number(it.nodes)})`}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t('builder.city')}>
            {ids => (
              <Select
                {...ids}
                value={city}
                disabled={cities.length === 0}
                onChange={e => setCity(e.target.value)}
              >
                <option value="">{t('builder.anyCity')}</option>
                {cities.map(it => (
                  <option key={it.key} value={it.key}>
                    {`${it.city} (${format.number(it.nodes)})`}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t('builder.asn')} optional>
            {ids => (
              <Input
                {...ids}
                inputMode="numeric"
                placeholder="7922"
                value={asn}
                onChange={e => setAsn(e.target.value)}
              />
            )}
          </Field>
        </div>
        <label className={styles['check']}>
          <input type="checkbox" checked={sticky} onChange={e => setSticky(e.target.checked)} />
          {t('builder.sticky')}
        </label>
        {sticky && (
          <div className={styles['pair']}>
            <Field label={t('builder.name')} hint={t('builder.nameHint')}>
              {ids => <Input {...ids} value={name} maxLength={40} onChange={e => setName(e.target.value)} />}
            </Field>
            <Field label={t('builder.minutes')}>
              {ids => (
                <Input
                  {...ids}
                  inputMode="numeric"
                  value={minutes}
                  onChange={e => setMinutes(e.target.value)}
                />
              )}
            </Field>
            <label className={styles['check']}>
              <input type="checkbox" checked={strict} onChange={e => setStrict(e.target.checked)} />
              {t('builder.strict')}
            </label>
          </div>
        )}
        <Facts
          items={[
            [t('builder.host'), <code key="host">{host}</code>],
            [t('builder.port'), <code key="port">{port || '…'}</code>],
            [
              t('builder.username'),
              <code key="username" className={styles['code']} data-testid="username">
                {username}
              </code>,
            ],
          ]}
        />
        <div>
          <div className={styles['tabs']} role="tablist" aria-label={t('builder.snippets')}>
            {snippetKinds.map(it => (
              <button
                key={it}
                type="button"
                role="tab"
                aria-selected={it === kind}
                className={styles['tab']}
                onClick={() => setKind(it)}
              >
                {t(`builder.kinds.${it}`)}
              </button>
            ))}
            <CopyButton text={code} label={t('builder.copy')} />
          </div>
          <pre
            className={styles['snippet']}
            tabIndex={0}
            role="tabpanel"
            aria-label={t(`builder.kinds.${kind}`)}
          >
            {code}
          </pre>
          {password === 'PASSWORD' && <p className={styles['sub']}>{t('builder.passwordHint')}</p>}
        </div>
        <Trial
          key={`${user.id} ${door} ${username}`}
          id={user.id}
          words={username.slice(user.login.length)}
          door={door}
          edge={edge?.id}
        />
      </div>
    </Section>
  )
}

function countryName(tag: string, code: string): string {
  try {
    return new Intl.DisplayNames([tag, 'en'], { type: 'region' }).of(code.toUpperCase()) ?? code.toUpperCase()
  } catch {
    return code.toUpperCase()
  }
}
