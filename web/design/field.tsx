import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './field.module.css'

/** What the control inside must carry to be tied to its label, hint and error. */
export type FieldIds = {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}
type Props = {
  label: string
  hint?: ReactNode
  error?: string | undefined
  optional?: boolean
  aside?: ReactNode
  children: (ids: FieldIds) => ReactNode
}

export function Field({ label, hint, error, optional, aside, children }: Props) {
  const { t } = useTranslation()
  const id = useId()
  const note = error ?? hint
  return (
    <div className={styles['field']}>
      <div className={styles['top']}>
        <label className={styles['label']} htmlFor={id}>
          {label}
          {optional && <span className={styles['optional']}> · {t('common.optional')}</span>}
        </label>
        {aside}
      </div>
      {children({
        id,
        'aria-describedby': note ? `${id}-note` : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {note && (
        <div id={`${id}-note`} className={error ? styles['error'] : styles['hint']}>
          {note}
        </div>
      )}
    </div>
  )
}
