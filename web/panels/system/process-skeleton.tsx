import { useTranslation } from 'react-i18next'
import { Bone } from '../../design/states.tsx'
import styles from './system.module.css'

export function ProcessSkeleton() {
  const { t } = useTranslation()
  return (
    <>
      <p className="hidden" role="status">
        {t('system.waiting')}
      </p>
      <ul className={styles['list']} aria-hidden="true">
        {[0, 1, 2].map(i => (
          <li key={i} className={styles['card']}>
            <div className={styles['who']}>
              <Bone width="36px" height="36px" />
              <div className={styles['names']}>
                <div className={styles['name']}>
                  <Bone width="180px" />
                </div>
                <div className={styles['where']}>
                  <Bone width="260px" />
                </div>
              </div>
            </div>
            <Cells count={5} />
            {/* The first one is a hub, and says more. */}
            {i === 0 && <Cells count={6} live />}
          </li>
        ))}
      </ul>
    </>
  )
}

function Cells({ count, live = false }: { count: number; live?: boolean }) {
  return (
    <div className={styles['metrics']} data-live={live || undefined}>
      {Array.from({ length: count }, (_, cell) => (
        <div key={cell} className={styles['metric']} data-chart="">
          <Bone width="50%" />
          <Bone width="70%" />
          <Bone height="28px" />
        </div>
      ))}
    </div>
  )
}
