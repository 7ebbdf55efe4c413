import { QrCode } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../design/button.tsx'
import { Page } from '../../design/page.tsx'
import { Tabs } from '../../design/tabs.tsx'
import { useCan } from '../../frame/use-me.ts'
import { useFilters } from '../use-filters.ts'
import { CodesList } from './codes-list.tsx'
import { EnrollDialog } from './enroll-dialog.tsx'
import styles from './nodes.module.css'
import { NodesList } from './nodes-list.tsx'

/** Every device, and the codes by which new ones come. */
export function NodesPage() {
  const { t } = useTranslation()
  const can = useCan()
  const { values, set } = useFilters(['tab', 'search', 'status'])
  const [enrolling, setEnrolling] = useState(false)
  const codes = values.tab === 'codes'
  const enroll = can.can('create', 'Enrollment') && (
    <Button look="primary" onClick={() => setEnrolling(true)}>
      <QrCode size={16} />
      {t('enroll.open')}
    </Button>
  )
  return (
    <Page title={t('nodes.title')} lead={t('nodes.lead')} actions={enroll}>
      <div className={styles['tabs']}>
        <Tabs
          label={t('nodes.tabs')}
          tabs={[
            ['', t('nodes.tabNodes')],
            ['codes', t('nodes.tabCodes')],
          ]}
          chosen={codes ? 'codes' : ''}
          onChoose={tab => set({ tab, search: '', status: '' })}
        />
      </div>
      {codes ? <CodesList /> : <NodesList />}
      {enrolling && <EnrollDialog onClose={() => setEnrolling(false)} />}
    </Page>
  )
}
