import { type ComponentProps, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Limits } from '#protocol/limits.ts'
import { PasswordInput } from '../design/password-input.tsx'
import styles from './door.module.css'
import { strengthOf } from './password-strength.ts'

type Props = Omit<ComponentProps<typeof PasswordInput>, 'about'> & { text: string; about?: readonly string[] }
const tones = {
  empty: 'quiet',
  short: 'bad',
  weak: 'bad',
  fair: 'warn',
  good: 'good',
  strong: 'good',
} as const

/** A new password and, in words and bars, what it is worth. */
export function NewPassword({ text, about, ...rest }: Props) {
  const { t } = useTranslation()
  const hintId = useId()
  const { level, word } = strengthOf(text, about)
  const words = {
    empty: t('strength.empty', { min: Limits.passwordMinChars }),
    short: t('strength.short', { count: Limits.passwordMinChars - text.length }),
    weak: t('strength.weak'),
    fair: t('strength.fair'),
    good: t('strength.good'),
    strong: t('strength.strong'),
  }
  const described = [rest['aria-describedby'], hintId].filter(Boolean).join(' ')
  return (
    <div className={styles['strength']} data-tone={tones[word]}>
      <PasswordInput {...rest} aria-describedby={described} autoComplete="new-password" />
      <div className={styles['bars']} aria-hidden="true">
        {[1, 2, 3, 4].map(i => (
          <span key={i} className={styles['barPiece']} data-on={i <= level || undefined} />
        ))}
      </div>
      <div id={hintId} className={styles['hint']}>
        {words[word]}
      </div>
    </div>
  )
}
