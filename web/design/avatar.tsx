import styles from './avatar.module.css'

/** Initials, and a dot when they are online; the name stands beside it, so it is not read aloud. */
export function Avatar({
  name,
  size = 30,
  online = false,
}: {
  name: string
  size?: number
  online?: boolean
}) {
  const words = name.trim().split(/\s+/)
  const initials = [words[0], words.length > 1 ? words.at(-1) : '']
    .map(w => Array.from(w ?? '')[0] ?? '')
    .join('')
  return (
    <span
      className={styles['avatar']}
      data-online={online || undefined}
      style={{ width: size, height: size, fontSize: size * 0.38 }}
      aria-hidden="true"
    >
      {initials.toUpperCase()}
    </span>
  )
}
