import { useTranslation } from 'react-i18next'
import { Dialog } from '../design/dialog.tsx'
import { Kbd } from '../design/kbd.tsx'
import { queueHints } from '../panels/nodes/queue/queue-keys.ts'
import { pages } from './pages.ts'
import styles from './shortcut-help.module.css'
import { useMyPages } from './use-me.ts'
import { modKey } from './use-shortcuts.ts'

export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const mine = useMyPages()
  const row = (words: string, keys: readonly string[]) => (
    <div key={words} className={styles['row']}>
      <dt>{words}</dt>
      <dd className={styles['keys']}>
        {keys.map((key, i) => (
          <span key={key}>
            {i > 0 && <span className={styles['then']}>{t('shortcuts.chord')}</span>}
            <Kbd>{key}</Kbd>
          </span>
        ))}
      </dd>
    </div>
  )
  return (
    <Dialog open onOpenChange={open => !open && onClose()} title={t('shortcuts.title')}>
      <h3 className={styles['group']}>{t('shortcuts.general')}</h3>
      <dl>
        {row(t('shortcuts.palette'), [`${modKey}K`])}
        {row(t('shortcuts.search'), ['/'])}
        {row(t('shortcuts.help'), ['?'])}
      </dl>
      <h3 className={styles['group']}>{t('shortcuts.pages')}</h3>
      <dl>
        {mine.map(name => row(t('shortcuts.goTo', { page: t(`nav.${name}`) }), ['G', pages[name].key]))}
      </dl>
      {mine.includes('queue') && (
        <>
          <h3 className={styles['group']}>{t('nav.queue')}</h3>
          <dl>{queueHints.map(([what, key]) => row(t(`queue.shortcuts.${what}`), [key]))}</dl>
        </>
      )}
    </Dialog>
  )
}
