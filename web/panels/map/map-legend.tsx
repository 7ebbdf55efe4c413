import { ChevronDown, ChevronUp } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { healths } from '#protocol/health.ts'
import { Button } from '../../design/button.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { MapSign } from './map-sign.tsx'
import styles from './map.module.css'
import type { Totals } from './model/map-model.ts'

/** Where the map is small, the legend would cover it. */
const small = matchMedia('(max-width: 1100px)')

/** What the signs mean, and how many there are of each. */
export function MapLegend({ totals }: { totals: Totals }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [open, setOpen] = useState(() => !small.matches)
  const number = (count: number) => format.number(count)
  return (
    <section className={styles['legend']} aria-label={t('map.legend')} data-open={open || undefined}>
      <div className={styles['legendHead']}>
        <p data-testid="shown" data-count={totals.shown}>
          {t('map.shown', { count: totals.shown, number: number(totals.shown) })}
        </p>
        <Button
          look="ghost"
          size="sm"
          square
          aria-expanded={open}
          aria-label={t(open ? 'map.legendHide' : 'map.legendShow')}
          onClick={() => setOpen(!open)}
        >
          {open ? <ChevronDown size={15} /> : <ChevronUp size={15} />}
        </Button>
      </div>
      {open && (
        <dl className={styles['signs']}>
          {healths.map((health, i) => (
            <div key={health} title={t(`map.healthHint.${health}`)}>
              <dt>
                <MapSign health={health} />
                {t(`map.health.${health}`)}
              </dt>
              <dd data-testid={`shown-${health}`}>{number(totals.healths[i] ?? 0)}</dd>
            </div>
          ))}
        </dl>
      )}
      {totals.placeless > 0 && (
        <p className={styles['placeless']}>
          {t('map.placeless', { count: totals.placeless, number: number(totals.placeless) })}
        </p>
      )}
    </section>
  )
}
