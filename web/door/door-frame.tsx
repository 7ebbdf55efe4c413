import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Brand } from '../design/brand.tsx'
import { Select } from '../design/input.tsx'
import { useTitle } from '../design/page.tsx'
import { languages } from '../i18n/languages.ts'
import { chooseLanguage, chooseTheme } from '../stores/door-choice.ts'
import { themes, useTheme } from '../stores/theme.ts'
import styles from './door-frame.module.css'

type Props = {
  title: string
  lead?: ReactNode
  children: ReactNode
  below?: ReactNode
  icon?: ReactNode
  /** For what is read rather than filled in. */
  wide?: boolean
}

export function DoorFrame({ title, lead, children, below, icon, wide = false }: Props) {
  useTitle(title)
  const { t, i18n } = useTranslation()
  const { theme } = useTheme()
  const heading = useRef<HTMLHeadingElement>(null)
  const spoken = useRef(i18n.language)
  // A new step is read from its beginning, unless it has put the focus into a field itself. The same title in
  // another language is no new step: whoever chose it goes on in the list of languages.
  useEffect(() => {
    const translated = spoken.current !== i18n.language
    spoken.current = i18n.language
    if (translated) return
    if (!heading.current?.closest('main')?.contains(document.activeElement)) heading.current?.focus()
  }, [title, i18n.language])
  return (
    <div className={styles['door']}>
      <header className={styles['top']}>
        <Link to="/login" className={styles['home']}>
          <Brand size={26} />
        </Link>
      </header>
      <main className={styles['main']}>
        <div className={styles['card']} data-wide={wide || undefined}>
          {icon && <div className={styles['icon']}>{icon}</div>}
          <h1 className={styles['title']} tabIndex={-1} ref={heading}>
            {title}
          </h1>
          {lead && <p className={styles['lead']}>{lead}</p>}
          <div className={styles['body']}>{children}</div>
        </div>
        {below && <p className={styles['below']}>{below}</p>}
      </main>
      <footer className={styles['foot']}>
        <Select
          aria-label={t('common.language')}
          value={i18n.language}
          onChange={e => chooseLanguage(e.target.value as (typeof languages)[number])}
        >
          {languages.map(one => (
            <option key={one} value={one} lang={one}>
              {t(`languages.${one}`)}
            </option>
          ))}
        </Select>
        <Select
          aria-label={t('common.theme')}
          value={theme}
          onChange={e => chooseTheme(e.target.value as (typeof themes)[number])}
        >
          {themes.map(one => (
            <option key={one} value={one}>
              {t(`themes.${one}`)}
            </option>
          ))}
        </Select>
      </footer>
    </div>
  )
}
