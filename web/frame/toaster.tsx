import { CircleAlert, CircleCheck, X } from 'lucide-react'
import * as Radix from 'radix-ui/toast'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { dismiss, useToasts } from '../stores/toasts.ts'
import styles from './toaster.module.css'

export function Toaster() {
  const { t } = useTranslation()
  const { toasts } = useToasts()
  return (
    <Radix.Provider label={t('toast.region')} swipeDirection="right" duration={6_000}>
      {toasts.map(({ id, tone, title, detail }) => (
        <Radix.Root
          key={id}
          className={styles['toast']}
          data-tone={tone}
          type={tone === 'bad' ? 'foreground' : 'background'}
          duration={tone === 'bad' ? 12_000 : 5_000}
          onOpenChange={open => !open && dismiss(id)}
        >
          {tone === 'bad' ? <CircleAlert size={17} /> : <CircleCheck size={17} />}
          <div className={styles['words']}>
            <Radix.Title className={styles['title']}>{title}</Radix.Title>
            {detail && <Radix.Description className={styles['detail']}>{detail}</Radix.Description>}
          </div>
          <Radix.Close asChild>
            <Button look="ghost" size="sm" square aria-label={t('toast.dismiss')}>
              <X size={15} />
            </Button>
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className={styles['place']} label={t('toast.region')} />
    </Radix.Provider>
  )
}
