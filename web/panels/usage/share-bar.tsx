import styles from './usage.module.css'

/** How much of the whole, as a length; the figure beside it says the same. */
export const ShareBar = ({ share, tone }: { share: number; tone?: 'warn' | 'bad' | undefined }) => (
  <span className={styles['bar']} data-tone={tone} aria-hidden="true">
    <span className={styles['fill']} style={{ width: `${Math.min(100, Math.max(0, share * 100))}%` }} />
  </span>
)
