import page from '../design/page.module.css'
import { Bone } from '../design/states.tsx'

/** A page whose code is still on its way: its head, of its size. */
export function PageSkeleton() {
  return (
    <div className={page['page']} aria-busy="true">
      <header className={page['head']}>
        <div className={page['words']}>
          <div className={page['title']}>
            <Bone width="140px" />
          </div>
          <p className={page['lead']}>
            <Bone width="280px" />
          </p>
        </div>
      </header>
    </div>
  )
}
