import * as Radix from 'radix-ui/tooltip'
import type { ReactNode } from 'react'
import styles from './tooltip.module.css'

type Props = { words: string; side?: 'top' | 'right' | 'bottom'; children: ReactNode }

/** More words for what is there already; nothing may be known from here alone. */
export function Tooltip({ words, side = 'top', children }: Props) {
  return (
    <Radix.Provider delayDuration={300}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        <Radix.Portal>
          <Radix.Content className={styles['tip']} side={side} sideOffset={6} collisionPadding={8}>
            {words}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  )
}
