import { Bone } from '../../../design/states.tsx'
import styles from './queue.module.css'

const rows = 6

/** The page's own shape, until it is known who waits. */
export const QueueSkeleton = () => (
  <div className={styles['queue']} aria-busy="true">
    <div className={styles['listSide']}>
      <div className={styles['bar']}>
        <Bone width="40%" />
      </div>
      <div className={styles['rows']}>
        {Array.from({ length: rows }, (_, i) => (
          <div key={i} className={styles['row']}>
            <div className={styles['boneRow']}>
              <Bone width="70%" />
              <Bone width="90%" />
              <Bone width="45%" />
            </div>
          </div>
        ))}
      </div>
    </div>
    <div className={styles['detailSide']}>
      <div className={styles['detail']}>
        <div className={styles['boneDetail']}>
          <Bone width="50%" height="24px" />
          <Bone height="180px" />
          <Bone height="180px" />
        </div>
      </div>
    </div>
  </div>
)
