import { ChevronsUpDown, Keyboard, LogOut, ShieldCheck, UserRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Avatar } from '../design/avatar.tsx'
import { Menu, MenuChoice, MenuItem, MenuLine } from '../design/menu.tsx'
import { languages } from '../i18n/languages.ts'
import { themes } from '../stores/theme.ts'
import styles from './account-menu.module.css'
import { usePreferences } from './use-preferences.ts'
import { useSignOut } from './use-sign-out.ts'
import { useMe } from './use-me.ts'

type Props = { compact: boolean; onHelp: () => void; top?: boolean }

export function AccountMenu({ compact, onHelp, top = false }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const go = useNavigate()
  const { theme, language, change } = usePreferences()
  const signOut = useSignOut()
  return (
    <Menu
      label={t('menu.label')}
      side={top ? 'bottom' : 'top'}
      align={top ? 'end' : 'start'}
      trigger={
        <button type="button" className={styles['trigger']} data-compact={compact || undefined}>
          <Avatar name={me.name} size={28} />
          <span className="hidden">{`${t('menu.label')}: ${compact ? me.name : ''}`}</span>
          {!compact && (
            <>
              <span className={styles['who']}>
                <span className={styles['name']}>{me.name}</span>
                <span className={styles['role']}>{me.account?.name ?? t(`roles.${me.role}`)}</span>
              </span>
              <ChevronsUpDown size={14} />
            </>
          )}
        </button>
      }
    >
      <div className={styles['head']}>
        <span className={styles['name']}>{me.name}</span>
        <span className={styles['role']}>{me.email}</span>
        <span className={styles['role']}>
          {t(`roles.${me.role}`)}
          {me.account && ` · ${me.account.name}`}
        </span>
      </div>
      <MenuLine />
      <MenuItem icon={<UserRound size={16} />} onSelect={() => void go('/settings')}>
        {t('menu.profile')}
      </MenuItem>
      <MenuItem icon={<ShieldCheck size={16} />} onSelect={() => void go('/settings/security')}>
        {t('menu.security')}
      </MenuItem>
      <MenuItem icon={<Keyboard size={16} />} onSelect={onHelp}>
        {t('menu.shortcuts')}
      </MenuItem>
      <MenuLine />
      <MenuChoice
        label={t('common.theme')}
        value={theme}
        options={themes.map(value => ({ value, label: t(`themes.${value}`) }))}
        onChange={value => change({ theme: value })}
      />
      <MenuChoice
        label={t('common.language')}
        value={language}
        options={languages.map(value => ({ value, label: t(`languages.${value}`) }))}
        onChange={value => change({ locale: value })}
      />
      <MenuLine />
      <MenuItem icon={<LogOut size={16} />} onSelect={signOut}>
        {t('menu.signOut')}
      </MenuItem>
    </Menu>
  )
}
