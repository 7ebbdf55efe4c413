import { cx } from './cx.ts'
import styles from './share-bar.module.css'

/** `none`: nobody knows, and it is seen as such. */
type Tone = 'good' | 'warn' | 'bad' | 'none'
type Props = { share: number; tone?: Tone | undefined; className?: string | undefined }

/** How much of the whole, as a length; the figure beside it says the same. */
export const ShareBar = ({ share, tone, className }: Props) => (
  <span className={cx(styles['bar'], className)} data-tone={tone} aria-hidden="true">
    <span className={styles['fill']} style={{ width: `${Math.min(100, Math.max(0, share * 100))}%` }} />
  </span>
)
