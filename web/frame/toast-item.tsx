import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Button } from '../design/button.tsx'
import { dismiss, type Toast } from '../stores/toasts.ts'
import styles from './toaster.module.css'

/** Bad news stays longer: it wants to be read twice. */
const stayMs = { good: 5_000, bad: 12_000 }

export function ToastItem({ toast }: { toast: Toast }) {
  const { t } = useTranslation()
  const { id, tone, title, detail, link } = toast
  const [held, setHeld] = useState(false)
  // Under the pointer or with the focus inside it waits.
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => dismiss(id), stayMs[tone])
    return () => clearTimeout(timer)
  }, [held, id, tone])
  const hold = () => setHeld(true)
  const release = () => setHeld(false)
  const Icon = tone === 'bad' ? CircleAlert : CircleCheck
  return (
    // Resting on it keeps it; there is nothing to press here but the button inside.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      className={styles['toast']}
      data-tone={tone}
      onPointerEnter={hold}
      onPointerLeave={release}
      onFocus={hold}
      onBlur={release}
    >
      <Icon size={17} />
      <div className={styles['words']}>
        <p className={styles['title']}>{title}</p>
        {detail && <p className={styles['detail']}>{detail}</p>}
        {link && (
          <p className={styles['detail']}>
            <Link to={link.to} onClick={() => dismiss(id)}>
              {link.words}
            </Link>
          </p>
        )}
      </div>
      <Button look="ghost" size="sm" square aria-label={t('toast.dismiss')} onClick={() => dismiss(id)}>
        <X size={15} />
      </Button>
    </li>
  )
}
