import styles from './avatar.module.css'

/** Initials; the name stands beside it, so it is not read aloud. */
export function Avatar({ name, size = 30 }: { name: string; size?: number }) {
  const words = name.trim().split(/\s+/)
  const initials = [words[0], words.length > 1 ? words.at(-1) : '']
    .map(w => Array.from(w ?? '')[0] ?? '')
    .join('')
  return (
    <span
      className={styles['avatar']}
      style={{ width: size, height: size, fontSize: size * 0.38 }}
      aria-hidden="true"
    >
      {initials.toUpperCase()}
    </span>
  )
}
