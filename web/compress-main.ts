import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

// After `vite build`: what can be compressed is, once and as well as possible, so that the hub only sends files.
const dist = join(import.meta.dirname, 'dist')
const compressible = /\.(js|mjs|css|html|svg|json|webmanifest|txt|xml|bin)$/
const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name)
  // index.html gets its nonce in every answer and cannot be precompressed; the manifest is not served.
  if (!entry.isFile() || !compressible.test(entry.name)) continue
  if (entry.name === 'index.html' || path.includes('.vite')) continue
  const bytes = await readFile(path)
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  }
  await writeFile(`${path}.br`, await toBrotli(bytes, { params }))
  await writeFile(`${path}.gz`, await toGzip(bytes, { level: 9 }))
}
