import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../design/button.tsx'
import styles from './proxy.module.css'

/** Copies, and says for a moment that it did. */
export function CopyButton({
  text,
  label,
  square = false,
}: {
  text: string
  label: string
  square?: boolean
}) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true))
  return (
    <Button
      size="sm"
      className={styles['copy']}
      look={square ? 'ghost' : 'plain'}
      square={square}
      onClick={copy}
      aria-label={label}
      title={square ? label : undefined}
    >
      {copied ? <Check size={14} /> : <Copy size={14} />}
      <span aria-live="polite" className={square ? 'hidden' : undefined}>
        {copied ? t('proxy.copied') : !square && t('proxy.copy')}
      </span>
    </Button>
  )
}
