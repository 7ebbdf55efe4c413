import { useTranslation } from 'react-i18next'
import styles from './consent.module.css'

type Props = { text: string; version: string; locale: string }

/** Each paragraph begins with what it is about; nothing of the words is changed. */
export function ConsentWords({ text, version, locale }: Props) {
  const { t } = useTranslation()
  return (
    <section className={styles['words']} lang={locale} aria-label={t('consent.text')}>
      {text.split('\n\n').map(paragraph => {
        const [head, rest] = split(paragraph)
        return (
          <p key={paragraph}>
            {head && <strong>{head}</strong>}
            {rest}
          </p>
        )
      })}
      <p className={styles['version']}>{t('consent.version', { version })}</p>
    </section>
  )
}

/** `What they do. Programs of …`: a short first sentence with more behind it is a heading. */
function split(paragraph: string): [head: string, rest: string] {
  const end = paragraph.indexOf('. ') + 1
  return end > 1 && end <= 40 ? [paragraph.slice(0, end), paragraph.slice(end)] : ['', paragraph]
}
