import { useTranslation } from 'react-i18next'
import styles from './chart.module.css'

/** What is what in a chart; the two areas stand on each other, so the height is both together. */
export function ChartLegend({ before = false }: { before?: boolean }) {
  const { t } = useTranslation()
  const item = (of: 'down' | 'up' | 'before') => (
    <li>
      <span className={styles['mark']} data-of={of} aria-hidden="true" />
      {t(`chart.${of}`)}
    </li>
  )
  return (
    <ul className={styles['legend']} aria-label={t('chart.legend')} title={t('chart.stacked')}>
      {item('down')}
      {item('up')}
      {before && item('before')}
    </ul>
  )
}
