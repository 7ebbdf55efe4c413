import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { cx } from '../design/cx.ts'
import { Tooltip } from '../design/tooltip.tsx'
import styles from './nav-links.module.css'
import { hasPagesBelow, pages } from './pages.ts'
import { useMyPages } from './use-me.ts'
import { WaitingCount } from './waiting-count.tsx'

/** `rail`: where the sidebar is narrow, the words are read aloud and shown in a tip only. */
export function NavLinks({ rail = false, onGo }: { rail?: boolean; onGo?: () => void }) {
  const { t } = useTranslation()
  return (
    <nav aria-label={t('nav.label')}>
      <ul className={styles['list']}>
        {useMyPages().map(name => {
          const { path, icon: Icon } = pages[name]
          const words = t(`nav.${name}`)
          const link = (
            <NavLink
              to={path}
              end={hasPagesBelow(name)}
              className={cx(styles['link'])}
              data-rail={rail || undefined}
              onClick={onGo}
            >
              <Icon size={17} strokeWidth={1.8} />
              <span className={rail ? 'hidden' : styles['words']}>{words}</span>
              {name === 'queue' && <WaitingCount />}
            </NavLink>
          )
          return (
            <li key={name}>
              {rail ? (
                <Tooltip words={words} side="right">
                  {link}
                </Tooltip>
              ) : (
                link
              )}
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
