import { useMemo } from 'react'
import { qrMatrix, qrPath } from './qr-matrix.ts'
import styles from './qr.module.css'

/** Dark on white in either theme: the other way round many cameras see nothing. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const rows = qrMatrix(text)
    return { size: rows.length, path: qrPath(rows) }
  }, [text])
  return (
    <div className={styles['qr']} role="img" aria-label={label}>
      <svg viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges">
        <rect width={size} height={size} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
    </div>
  )
}
