import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Limits } from '#protocol/limits.ts'
import type { ProxyUser } from '#protocol/rest/proxy.ts'
import { proxyName } from '#protocol/routing.ts'
import { call } from '../../api/browser.ts'
import { Check } from '../../design/check.tsx'
import { Field } from '../../design/field.tsx'
import { Input, Select } from '../../design/input.tsx'
import { Notice } from '../../design/notice.tsx'
import { Section } from '../../design/page.tsx'
import { errorText } from '../../i18n/error-text.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { Connection } from './connection.tsx'
import { countryName } from './country-name.ts'
import styles from './proxy.module.css'
import type { Secret } from './secret-dialog.tsx'
import { Trial } from './trial.tsx'
import { firstWish, routingOf, type Wish } from './wish.ts'

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
  const [wish, setWish] = useState(firstWish)
  const want = (change: Partial<Wish>) => setWish(before => ({ ...before, ...change }))

  const user = users.find(it => it.id === (picked ?? secret?.id)) ?? users[0]
  if (!user) return null
  const known = edges.data?.edges
  const edge = known?.find(it => it.id === wish.edge) ?? known?.[0]
  const countries = places.data?.places ?? []
  const there = countries.find(it => it.country === wish.country)
  const cities = there?.cities.filter(it => it.key !== '') ?? []
  const { routing, wrong } = routingOf(wish)
  const username = proxyName({ login: user.login, routing })
  const problem = problemOf()
  return (
    <Section title={t('builder.title')} lead={t('builder.lead')}>
      <div className={styles['builder']}>
        <div className={styles['form']}>
          <div className={styles['pair']}>
            <Pick label={t('builder.user')} value={user.id} onChange={setPicked}>
              {users.map(it => option(it.id, it.login))}
            </Pick>
            <Pick
              label={t('builder.door')}
              value={wish.door}
              onChange={door => want({ door: door as Wish['door'] })}
            >
              {doors.map(it => option(it, doorNames[it]))}
            </Pick>
            <Pick
              label={t('builder.country')}
              value={wish.country}
              onChange={it => want({ country: it, city: '' })}
            >
              {option('', t('builder.anywhere'))}
              {wish.country && !there && option(wish.country, named(wish.country, 0))}
              {countries.map(it => option(it.country, named(it.country, it.nodes)))}
            </Pick>
            <Pick
              label={t('builder.city')}
              value={wish.city}
              disabled={cities.length === 0 && wish.city === ''}
              onChange={city => want({ city })}
            >
              {option('', t('builder.anyCity'))}
              {wish.city && !cities.some(it => it.key === wish.city) && option(wish.city, wish.city)}
              {cities.map(it => option(it.key, `${it.city} (${format.number(it.nodes)})`))}
            </Pick>
            <Pick label={t('builder.edge')} value={edge?.id ?? ''} onChange={it => want({ edge: it })}>
              {!edge && option('', '…')}
              {known?.map(it => option(it.id, `${it.region} · ${it.host}`))}
            </Pick>
            <Field
              label={t('builder.asn')}
              optional
              error={wrong.has('asn') ? t('builder.asnWrong') : undefined}
            >
              {ids => (
                <Input
                  {...ids}
                  inputMode="numeric"
                  placeholder="7922"
                  value={wish.asn}
                  onChange={e => want({ asn: e.target.value })}
                />
              )}
            </Field>
          </div>
          <Check label={t('builder.sticky')} checked={wish.sticky} onChange={sticky => want({ sticky })} />
          {wish.sticky && (
            <>
              <div className={styles['pair']}>
                <Field
                  label={t('builder.name')}
                  hint={t('builder.nameHint')}
                  error={wrong.has('name') ? t('builder.nameWrong') : undefined}
                >
                  {ids => (
                    <Input
                      {...ids}
                      value={wish.name}
                      maxLength={40}
                      spellCheck={false}
                      onChange={e => want({ name: e.target.value })}
                    />
                  )}
                </Field>
                <Field
                  label={t('builder.minutes')}
                  error={
                    wrong.has('minutes')
                      ? t('builder.minutesWrong', { most: format.number(Limits.pinMaxMinutes) })
                      : undefined
                  }
                >
                  {ids => (
                    <Input
                      {...ids}
                      inputMode="numeric"
                      value={wish.minutes}
                      onChange={e => want({ minutes: e.target.value })}
                    />
                  )}
                </Field>
              </div>
              <Check
                label={t('builder.strict')}
                checked={wish.strict}
                onChange={strict => want({ strict })}
              />
            </>
          )}
          {problem && <Notice tone="warn">{problem}</Notice>}
        </div>
        <div className={styles['form']}>
          <Connection
            at={{
              door: wish.door,
              edge: edge ?? null,
              username,
              password: secret?.id === user.id ? secret.password : null,
            }}
          />
          <Trial
            key={`${user.id} ${wish.door} ${edge?.id} ${username}`}
            id={user.id}
            words={username.slice(user.login.length)}
            door={wish.door}
            edge={edge?.id}
            disabled={wrong.size > 0}
          />
        </div>
      </div>
    </Section>
  )

  function named(country: string, nodes: number): string {
    return `${countryName(format.tag, country)} (${format.number(nodes)})`
  }
  /** What would make every connection fail, said before it does. */
  function problemOf(): string | null {
    const error = edges.error ?? places.error
    if (error) return t('builder.placesFailed', { why: errorText(t, error) })
    if (known?.length === 0) return t('builder.noEdges')
    if (!places.data) return null
    if (countries.length === 0) return t('builder.noNodes')
    const gone = wish.city !== '' && !cities.some(it => it.key === wish.city)
    return (wish.country !== '' && !there) || gone ? t('builder.noneThere') : null
  }
}

const option = (value: string, text: string) => (
  <option key={value} value={value}>
    {text}
  </option>
)

type PickProps = {
  label: string
  value: string
  disabled?: boolean
  onChange: (value: string) => void
  children: ReactNode
}
const Pick = ({ label, onChange, ...rest }: PickProps) => (
  <Field label={label}>{ids => <Select {...ids} {...rest} onChange={e => onChange(e.target.value)} />}</Field>
)
