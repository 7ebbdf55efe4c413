import { qrMatrix } from './qr-matrix.ts'

/** Sharp on paper and in a chat alike. */
const squarePx = 16

/** Saves a code as a picture: a PNG, which every chat and every printer takes. */
export async function saveQr(text: string, name: string): Promise<void> {
  const rows = qrMatrix(text)
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = rows.length * squarePx
  const pen = canvas.getContext('2d')!
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.fillStyle = '#000'
  for (const [y, row] of rows.entries()) {
    for (const [x, dark] of row.entries())
      if (dark) pen.fillRect(x * squarePx, y * squarePx, squarePx, squarePx)
  }
  const blob = await new Promise<Blob | null>(done => canvas.toBlob(done, 'image/png'))
  if (!blob) return
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = `${name}.png`
  link.click()
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
