import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/use-format.ts'
import styles from './chart.module.css'

type Props = {
  title: string
  note?: string | undefined
  up: number
  down: number
  /** Both together of the same step of the period before. */
  before?: number | undefined
}

/** What one step of a chart says: each value as people say it, and to the byte. */
export function ChartTip({ title, note, up, down, before }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const row = (name: string, value: number, mark: string) => (
    <tr>
      <th scope="row">
        <span className={styles['mark']} data-of={mark} aria-hidden="true" />
        {name}
      </th>
      <td>{format.bytes(value)}</td>
      <td className={styles['exact']}>{format.exactBytes(value)}</td>
    </tr>
  )
  return (
    <div className={styles['tip']} role="status">
      <p className={styles['tipTitle']}>
        {title}
        {note && <span className={styles['tipNote']}>{note}</span>}
      </p>
      <table>
        <tbody>
          {row(t('chart.down'), down, 'down')}
          {row(t('chart.up'), up, 'up')}
          {row(t('chart.both'), up + down, 'both')}
          {before !== undefined && row(t('chart.before'), before, 'before')}
        </tbody>
      </table>
    </div>
  )
}
