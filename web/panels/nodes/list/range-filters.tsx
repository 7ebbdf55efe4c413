import { useTranslation } from 'react-i18next'
import { percentOf, pointsOf, shareOf, type WishValues } from './node-wish.ts'
import styles from './list.module.css'
import { RestingInput } from './resting-input.tsx'

type Props = { values: WishValues; onChange: (values: Partial<WishValues>) => void }

/** From and to, of battery and of score. */
export function RangeFilters({ values, onChange }: Props) {
  const { t } = useTranslation()
  return (
    <div className={styles['ranges']}>
      <fieldset className={styles['range']}>
        <legend className={styles['legend']}>{t('nodeList.battery')}</legend>
        <RestingInput
          label={t('nodeList.batteryFrom')}
          placeholder="0"
          value={percentOf(values.batteryFrom)}
          onChange={it => onChange({ batteryFrom: shareOf(it) })}
        />
        <span aria-hidden="true">–</span>
        <RestingInput
          label={t('nodeList.batteryTo')}
          placeholder="100"
          value={percentOf(values.batteryTo)}
          onChange={it => onChange({ batteryTo: shareOf(it) })}
        />
      </fieldset>
      <fieldset className={styles['range']}>
        <legend className={styles['legend']}>{t('nodeList.scoreRange')}</legend>
        <RestingInput
          label={t('nodeList.scoreFrom')}
          placeholder="0"
          value={values.scoreFrom}
          onChange={it => onChange({ scoreFrom: pointsOf(it) })}
        />
        <span aria-hidden="true">–</span>
        <RestingInput
          label={t('nodeList.scoreTo')}
          placeholder="100"
          value={values.scoreTo}
          onChange={it => onChange({ scoreTo: pointsOf(it) })}
        />
      </fieldset>
    </div>
  )
}
