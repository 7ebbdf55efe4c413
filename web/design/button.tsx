import type { ComponentProps } from 'react'
import styles from './button.module.css'
import { cx } from './cx.ts'
import { Spinner } from './spinner.tsx'

type Props = ComponentProps<'button'> & {
  look?: 'primary' | 'plain' | 'ghost' | 'danger'
  size?: 'md' | 'sm'
  /** Work is under way: the width stays, a second press does nothing. */
  busy?: boolean
  /** Only an icon inside; the caller gives an aria-label. */
  square?: boolean
}

export function Button({ look = 'plain', size = 'md', busy = false, square = false, ...rest }: Props) {
  const { className, children, onClick, type = 'button', ...button } = rest
  return (
    <button
      {...button}
      type={type}
      className={buttonClass({ look, size, square }, className)}
      aria-busy={busy || undefined}
      onClick={busy ? e => e.preventDefault() : onClick}
    >
      <span className={styles['inside']} data-busy={busy || undefined}>
        {children}
      </span>
      {busy && (
        <span className={styles['busy']}>
          <Spinner />
        </span>
      )}
    </button>
  )
}

/** For links that look like buttons. */
export const buttonClass = (
  { look = 'plain', size = 'md', square = false }: Pick<Props, 'look' | 'size' | 'square'>,
  more?: string,
) => cx(styles['button'], styles[look], styles[size], square && styles['square'], more)
