import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/browser.ts'
import styles from './map.module.css'

const hour = 3_600_000

/** Whom the shapes and the places are owed to. */
export function MapCredits() {
  const { t } = useTranslation()
  const { data } = useQuery({
    queryKey: ['geo'],
    queryFn: ({ signal }) => call('getGeo', undefined, { signal }),
    staleTime: hour,
    retry: 1,
  })
  const owed = [data?.geo.city, data?.geo.asn].flatMap(it => it?.loaded?.attribution ?? [])
  const once = owed.filter((it, i) => owed.findIndex(other => other.text === it.text) === i)
  return (
    <p className={styles['credits']} aria-label={t('map.credits')} role="note">
      <span>{t('map.geography')}</span>
      {once.map(({ text, url }) => (
        <a key={text} href={url} target="_blank" rel="noreferrer">
          {text}
        </a>
      ))}
    </p>
  )
}
