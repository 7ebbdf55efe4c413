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
import { noWish } from './list/node-wish.ts'
import { NodeList } from './node-list.tsx'
import { NodeSheet } from './node-sheet.tsx'
import { NetworkRules } from './rules/network-rules.tsx'
import styles from './nodes.module.css'

const tabs = ['nodes', 'codes', 'rules'] as const

/** Every device, the codes by which they come, and the rules that hold for all of them. */
export function NodesPage() {
  const { t } = useTranslation()
  const can = useCan()
  const { values, set } = useFilters(['tab', 'node'])
  const [enrolling, setEnrolling] = useState(false)
  const mine = tabs.filter(it => it !== 'codes' || can.can('read', 'Enrollment'))
  const tab = mine.find(it => it === values.tab) ?? 'nodes'
  const enroll = can.can('create', 'Enrollment') && (
    <Button look="primary" onClick={() => setEnrolling(true)}>
      <QrCode size={16} />
      {t('enroll.open')}
    </Button>
  )
  return (
    <Page title={t('nodes.title')} lead={t('nodes.lead')} actions={enroll}>
      <Tabs
        className={styles['tabs']}
        label={t('nodes.which')}
        value={tab}
        items={mine.map(it => [it, t(`nodes.tabs.${it}`)] as const)}
        onChange={it => set({ ...noWish, sort: '', tab: it === 'nodes' ? '' : it } as { tab: string })}
      />
      {tab === 'codes' && <CodeList />}
      {tab === 'nodes' && <NodeList onOpen={node => set({ node })} />}
      {tab === 'rules' && <NetworkRules />}
      {values.node && <NodeSheet key={values.node} id={values.node} onClose={() => set({ node: '' })} />}
      {enrolling && <EnrollDialog onClose={() => setEnrolling(false)} />}
    </Page>
  )
}
