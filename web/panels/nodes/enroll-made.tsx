import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { renderSVG } from 'uqr'
import type { Answered } from '../../api/client.ts'
import { Button } from '../../design/button.tsx'
import { DialogActions } from '../../design/dialog.tsx'
import { Field } from '../../design/field.tsx'
import { Select } from '../../design/input.tsx'
import { Notice } from '../../design/notice.tsx'
import { CopyButton } from '../proxy/copy-button.tsx'
import proxy from '../proxy/proxy.module.css'
import styles from './nodes.module.css'

/** A code that is shown this once: as words, as a link and as a picture to scan. */
export function EnrollMade({ made, onClose }: { made: Answered<'createEnrollment'>; onClose: () => void }) {
  const { t } = useTranslation()
  const [edge, setEdge] = useState(made.links[0]?.edge)
  const link = made.links.find(it => it.edge === edge)
  return (
    <div className={proxy['form']}>
      <Notice tone="warn">{t('enroll.once')}</Notice>
      <div className={proxy['secret']}>
        <code className={proxy['code']} data-testid="code">
          {made.code}
        </code>
        <CopyButton text={made.code} label={t('enroll.copyCode')} />
      </div>
      {made.links.length > 1 && (
        <Field label={t('nodes.edge')}>
          {ids => (
            <Select {...ids} value={edge} onChange={e => setEdge(e.target.value)}>
              {made.links.map(it => (
                <option key={it.edge} value={it.edge}>
                  {it.edge}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {link ? (
        <div className={styles['scan']}>
          <div
            className={proxy['qr']}
            role="img"
            aria-label={t('enroll.qr')}
            // Its own drawing of black squares: nothing of it comes from anybody.
            dangerouslySetInnerHTML={{ __html: renderSVG(link.url, { border: 1 }) }}
          />
          <div className={styles['link']}>
            <p className={proxy['sub']}>{t('enroll.showTo')}</p>
            <code className={proxy['code']} data-testid="link">
              {link.url}
            </code>
            <CopyButton text={link.url} label={t('enroll.copyLink', { edge: link.edge })} />
          </div>
        </div>
      ) : (
        <Notice tone="accent">{t('enroll.noEdge')}</Notice>
      )}
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          {t('proxy.secretDone')}
        </Button>
      </DialogActions>
    </div>
  )
}
