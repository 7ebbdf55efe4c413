import { QrCode } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../design/button.tsx'
import { Page } from '../../design/page.tsx'
import { Tabs } from '../../design/tabs.tsx'
import { useCan } from '../../frame/use-me.ts'
import { useFilters } from '../use-filters.ts'
import { CodeList } from './code-list.tsx'
import { EnrollDialog } from './enroll-dialog.tsx'
import { NodeList } from './node-list.tsx'
import styles from './nodes.module.css'

/** Every device, the codes by which they come, and what staff decide of both. */
export function NodesPage() {
  const { t } = useTranslation()
  const can = useCan()
  const { values, set } = useFilters(['tab', 'search', 'status'])
  const [enrolling, setEnrolling] = useState(false)
  const tab = values.tab === 'codes' ? 'codes' : 'nodes'
  const enroll = can.can('create', 'Enrollment') && (
    <Button look="primary" onClick={() => setEnrolling(true)}>
      <QrCode size={16} />
      {t('enroll.open')}
    </Button>
  )
  return (
    <Page title={t('nodes.title')} lead={t('nodes.lead')} actions={enroll}>
      {can.can('read', 'Enrollment') && (
        <Tabs
          className={styles['tabs']}
          label={t('nodes.which')}
          value={tab}
          items={(['nodes', 'codes'] as const).map(it => [it, t(`nodes.tabs.${it}`)] as const)}
          onChange={it => set({ tab: it === 'codes' ? it : '', search: '', status: '' })}
        />
      )}
      {tab === 'codes' ? <CodeList /> : <NodeList />}
      {enrolling && <EnrollDialog onClose={() => setEnrolling(false)} />}
    </Page>
  )
}
