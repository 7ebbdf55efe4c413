import { X } from 'lucide-react'
import * as Radix from 'radix-ui/dialog'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import { useReturnFocus } from './use-return-focus.ts'
import styles from './dialog.module.css'

type Props = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  lead?: string | undefined
  /** A sheet comes in from the side and leaves the list beside it in view. */
  side?: boolean
  /** A sheet with more to say than a few facts. */
  wide?: boolean
  children: ReactNode
}

export function Dialog({ open, onOpenChange, title, lead, side = false, wide = false, children }: Props) {
  const { t } = useTranslation()
  const returnFocus = useReturnFocus()
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={styles['veil']} />
        <Radix.Content
          className={side ? styles['sheet'] : styles['dialog']}
          data-wide={wide || undefined}
          {...(lead ? {} : { 'aria-describedby': undefined })}
          {...returnFocus}
          // A notice lies above the dialog: to dismiss it is no wish to leave the dialog.
          onInteractOutside={event => {
            if ((event.target as Element).closest('[data-toast]')) event.preventDefault()
          }}
        >
          <div className={styles['head']}>
            <div className={styles['words']}>
              <Radix.Title className={styles['title']}>{title}</Radix.Title>
              {lead && <Radix.Description className={styles['lead']}>{lead}</Radix.Description>}
            </div>
          </div>
          <div className={styles['body']}>{children}</div>
          {/* Last, so that the first field or button gets the focus. */}
          <Radix.Close asChild>
            <Button look="ghost" size="sm" square className={styles['close']} aria-label={t('common.close')}>
              <X size={16} />
            </Button>
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles['actions']}>{children}</div>
}
