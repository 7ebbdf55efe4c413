import { Command, defaultFilter } from 'cmdk'
import { Keyboard, Languages, LogOut, ShieldCheck, SunMoon } from 'lucide-react'
import * as Radix from 'radix-ui/dialog'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import dialog from '../design/dialog.module.css'
import { useReturnFocus } from '../design/use-return-focus.ts'
import { languages } from '../i18n/languages.ts'
import { themes } from '../stores/theme.ts'
import { pages } from './pages.ts'
import styles from './palette.module.css'
import { useMyPages } from './use-me.ts'
import { usePreferences } from './use-preferences.ts'
import { useSignOut } from './use-sign-out.ts'

/** As a keyboard writes it: o‘ with its own apostrophe, ё as е. */
const plain = (text: string) =>
  text
    .replace(/[‘’ʻʼ`]/g, "'")
    .replaceAll('ё', 'е')
    .replaceAll('Ё', 'Е')
const filter: typeof defaultFilter = (value, search, keywords) =>
  defaultFilter(plain(value), plain(search), keywords)

export function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const { change } = usePreferences()
  const signOut = useSignOut()
  const mine = useMyPages()
  const returnFocus = useReturnFocus()

  const item = (key: string, icon: ReactNode, words: string, run: () => void) => (
    <Command.Item
      key={key}
      value={words}
      keywords={[key]}
      className={styles['item']}
      onSelect={() => {
        onClose()
        run()
      }}
    >
      {icon}
      {words}
    </Command.Item>
  )
  return (
    <Radix.Root open onOpenChange={open => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={dialog['veil']} />
        <Radix.Content className={styles['palette']} aria-describedby={undefined} {...returnFocus}>
          <Radix.Title className="hidden">{t('palette.title')}</Radix.Title>
          <Command label={t('palette.title')} loop filter={filter}>
            <Command.Input className={styles['input']} placeholder={t('palette.placeholder')} />
            <Command.List className={styles['list']} label={t('palette.title')}>
              <Command.Empty className={styles['empty']}>{t('palette.empty')}</Command.Empty>
              <Command.Group heading={t('palette.pages')} className={styles['group']}>
                {mine.map(name => {
                  const { icon: Icon, path } = pages[name]
                  return item(name, <Icon size={16} />, t(`nav.${name}`), () => void go(path))
                })}
                {item(
                  'security',
                  <ShieldCheck size={16} />,
                  t('menu.security'),
                  () => void go('/settings/security'),
                )}
              </Command.Group>
              <Command.Group heading={t('palette.theme')} className={styles['group']}>
                {themes.map(theme =>
                  item(
                    `theme ${theme}`,
                    <SunMoon size={16} />,
                    t('palette.themeTo', { name: t(`themes.${theme}`) }),
                    () => change({ theme }),
                  ),
                )}
              </Command.Group>
              <Command.Group heading={t('palette.language')} className={styles['group']}>
                {languages.map(locale =>
                  item(
                    `language ${locale}`,
                    <Languages size={16} />,
                    t('palette.languageTo', { name: t(`languages.${locale}`) }),
                    () => change({ locale }),
                  ),
                )}
              </Command.Group>
              <Command.Group heading={t('palette.actions')} className={styles['group']}>
                {item('help', <Keyboard size={16} />, t('menu.shortcuts'), onHelp)}
                {item('sign out', <LogOut size={16} />, t('menu.signOut'), signOut)}
              </Command.Group>
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
