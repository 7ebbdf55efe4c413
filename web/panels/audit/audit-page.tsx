import { ScrollText, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import filters from '../../design/filters.module.css'
import { Select } from '../../design/input.tsx'
import { Page } from '../../design/page.tsx'
import { Bone } from '../../design/states.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { zoneText } from '../../i18n/zones.ts'
import { FilterBar } from '../filter-bar.tsx'
import { ListEmpty } from '../list-empty.tsx'
import { ListFrame } from '../list-frame.tsx'
import { useFilters } from '../use-filters.ts'
import { useList } from '../use-list.ts'
import { AuditRow } from './audit-row.tsx'
import { auditActions, wordKey } from './audit-words.ts'
import styles from './audit.module.css'

export function AuditPage() {
  const { t } = useTranslation()
  const format = useFormat()
  // The two labels are only for people: an id in a filter says nothing to them.
  const { values, set, clear, active } = useFilters(['action', 'actor', 'actorLabel', 'target', 'label'])
  const { action, actor, target } = values
  const list = useList(['audit', action, actor, target], (after, signal) =>
    call('listAudit', { query: { action, actor, target, after } }, { signal }),
  )
  const chip = (words: string, onClear: () => void) => (
    <Button className={styles['chip']} onClick={onClear}>
      <span className={styles['chipWords']}>{words}</span>
      <X size={14} />
    </Button>
  )
  return (
    <Page
      title={t('audit.title')}
      lead={`${t('audit.lead')} ${t('audit.zone', { zone: zoneText(format.timeZone) })}`}
    >
      <FilterBar active={active} onClear={clear}>
        <Select
          className={filters['pick']}
          aria-label={t('audit.action')}
          value={action}
          onChange={e => set({ action: e.target.value })}
        >
          <option value="">{t('audit.actionHint')}</option>
          {auditActions.map(one => (
            <option key={one} value={one}>
              {t(`audit.actions.${wordKey(one)}`)}
            </option>
          ))}
        </Select>
        {actor &&
          chip(t('audit.by', { label: values.actorLabel || actor }), () =>
            set({ actor: '', actorLabel: '' }),
          )}
        {target &&
          chip(t('audit.of', { label: values.label || target }), () => set({ target: '', label: '' }))}
      </FilterBar>
      <ListFrame
        list={list}
        empty={
          <ListEmpty
            icon={<ScrollText size={20} />}
            title={t('audit.empty')}
            lead={t('audit.emptyLead')}
            filtered={active}
            onClear={clear}
          />
        }
      >
        <ol aria-label={t('audit.list')} className={styles['list']}>
          {list.isPending
            ? Array.from({ length: 10 }, (_, i) => (
                <li key={i} className={styles['bone']} aria-hidden="true">
                  <Bone width="128px" />
                  <Bone width="46%" />
                </li>
              ))
            : list.items.map(entry => <AuditRow key={entry.id} entry={entry} onFilter={set} />)}
        </ol>
      </ListFrame>
    </Page>
  )
}
