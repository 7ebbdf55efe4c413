import type { Health } from '#protocol/health.ts'
import { healthTokens } from './gl/palette.ts'

/** The same shapes as the map draws, for the legend and the list. */
const shapes: Record<Health, React.ReactNode> = {
  good: <circle cx="7" cy="7" r="5" />,
  weak: <path d="M7 1.6 12.6 11.6H1.4z" />,
  poor: <path d="M7 .8 13.2 7 7 13.2 .8 7z" />,
  waiting: <circle cx="7" cy="7" r="4" fill="none" strokeWidth="2.6" />,
  stopped: <path fillRule="evenodd" d="M2.4 2.4h9.2v9.2H2.4zM4 6v2h6V6z" />,
  offline: <circle cx="7" cy="7" r="4" fill="none" strokeWidth="1.5" />,
}

export function MapSign({ health, size = 14 }: { health: Health; size?: number }) {
  const color = `var(${healthTokens[health]})`
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 14 14"
      fill={color}
      stroke={color}
      strokeWidth="0"
      aria-hidden="true"
    >
      {shapes[health]}
    </svg>
  )
}
