import { Download, Printer } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answered } from '../../api/client.ts'
import { Button } from '../../design/button.tsx'
import { DialogActions } from '../../design/dialog.tsx'
import { Field } from '../../design/field.tsx'
import { Select } from '../../design/input.tsx'
import { Notice } from '../../design/notice.tsx'
import { QrCode } from '../../design/qr/qr-code.tsx'
import { saveQr } from '../../design/qr/save-qr.ts'
import { CopyButton } from '../proxy/copy-button.tsx'
import proxy from '../proxy/proxy.module.css'
import { agentCommand } from './agent-command.ts'
import styles from './code-sheet.module.css'
import { CodeSheet } from './code-sheet.tsx'

/** A code that is shown this once: as words, as a link, as a command, as a picture to scan and as a page to print. */
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
        <>
          <div className={styles['scan']}>
            <QrCode text={link.url} label={t('enroll.qr')} />
            <div className={styles['link']}>
              <p className={proxy['sub']}>{t('enroll.showTo')}</p>
              <code className={proxy['code']} data-testid="link">
                {link.url}
              </code>
              <CopyButton text={link.url} label={t('enroll.copyLink', { edge: link.edge })} />
            </div>
          </div>
          <div>
            <div className={proxy['bar']}>
              <span className={proxy['sub']}>{t('codeSheet.terminal')}</span>
              <CopyButton text={agentCommand(link.url)} label={t('codeSheet.copyCommand')} />
            </div>
            <pre className={proxy['snippet']} data-testid="command">
              {agentCommand(link.url)}
            </pre>
          </div>
          <CodeSheet made={made} url={link.url} />
        </>
      ) : (
        <Notice tone="accent">{t('enroll.noEdge')}</Notice>
      )}
      <DialogActions>
        {link && (
          <>
            <Button onClick={() => void saveQr(link.url, `traffix-${made.enrollment.hint}`)}>
              <Download size={16} />
              {t('codeSheet.save')}
            </Button>
            <Button onClick={() => print()}>
              <Printer size={16} />
              {t('codeSheet.print')}
            </Button>
          </>
        )}
        <Button look="primary" onClick={onClose}>
          {t('proxy.secretDone')}
        </Button>
      </DialogActions>
    </div>
  )
}
