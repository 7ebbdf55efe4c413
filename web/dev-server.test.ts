import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHub } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { createServer } from 'vite'

/*
 * browser ── dev server ──┬─ /api/…, /ws ─▶ hub
 *                         └─ everything else, also the files of web/api
 */
test('[WEB27] under `npm run dev` the panel comes from Vite and its answers from the hub', async t => {
  const hub = createHub((asked, answer) => answer.end(`hub ${asked.url}`)).listen(0, '127.0.0.1')
  t.after(() => hub.close())
  hub.on('upgrade', (asked, socket) =>
    socket.end(`HTTP/1.1 400 hub ${asked.url}\r\ncontent-length: 0\r\n\r\n`),
  )
  await once(hub, 'listening')
  process.env['HUB_URL'] = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`
  const vite = await createServer({
    configFile: join(import.meta.dirname, 'vite.config.ts'),
    // Nothing is bundled ahead for this look, and no file is watched.
    optimizeDeps: { noDiscovery: true, include: [] },
    server: { port: 0, strictPort: false, watch: null },
    logLevel: 'silent',
  })
  t.after(() => vite.close())
  await vite.listen()
  const url = `http://127.0.0.1:${(vite.httpServer!.address() as AddressInfo).port}`
  const text = async (path: string) => (await fetch(url + path)).text()

  assert.match(await text('/'), /main\.tsx/)
  assert.equal(await text('/api/openapi.json'), 'hub /api/openapi.json')
  assert.equal(await text('/api/nodes?search=a.ts'), 'hub /api/nodes?search=a.ts')
  for (const file of ['/api/browser.ts', '/api/client.ts?t=1'])
    assert.match(await text(file), /import|export/, file)

  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`)
  const [asked] = (await once(hub, 'upgrade')) as [{ url: string }]
  assert.equal(asked.url, '/ws')
  socket.close()
})
