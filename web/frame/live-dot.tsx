import { useTranslation } from 'react-i18next'
import { Tooltip } from '../design/tooltip.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useLive } from '../stores/live.ts'
import { useOnline } from '../stores/online.ts'
import styles from './live-dot.module.css'

/** Whether what is on the screen moves by itself, always in the same place. */
export function LiveDot({ rail = false }: { rail?: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { phase, since } = useLive()
  const { online } = useOnline()
  const state = online ? phase : 'offline'
  const words = t(`live.${state}`)
  const tip = state === 'open' ? `${words}, ${t('system.liveSince', { time: format.clock(since) })}` : words
  return (
    <Tooltip words={tip} side="right">
      <div className={styles['live']} data-state={state} data-rail={rail || undefined}>
        <span className={styles['dot']} aria-hidden="true" />
        <span className={rail ? 'hidden' : undefined}>{words}</span>
      </div>
    </Tooltip>
  )
}
