import type { Page } from '@playwright/test'
import { expect, signIn, test } from './harness/fixtures.ts'

const away = [/WebSocket/, /ERR_INTERNET_DISCONNECTED/]
const unavailable = {
  status: 503,
  contentType: 'application/json',
  body: JSON.stringify({ error: { code: 'unavailable', message: 'redis is away' } }),
}
const live = (page: Page) => page.getByText('Live', { exact: true }).first()

for (const [what, path] of [
  ['who is signed in cannot be asked', 'me'],
  ['the login cannot be renewed', 'refresh'],
] as const) {
  test(`[WEB18] opened while ${what}, the page says why it waits, and comes by itself`, async ({
    open,
    system,
  }) => {
    // A login of its own: what renews it leaves the shared one worthless.
    const { page, goTo } = await open(null, { tolerate: [/status of 503/] })
    await goTo('/login?next=/settings')
    await signIn(page, system, system.login('operator'))
    await page.evaluate(`localStorage.setItem('traffix.access-until', '1')`)
    await page.route(`**/api/auth/${path}`, route => route.fulfill(unavailable))
    await page.reload()
    await expect(page.getByText('A part of the system is not reachable.')).toBeVisible()
    await page.unroute(`**/api/auth/${path}`)
    await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible({ timeout: 30_000 })
  })
}

test('[WEB18] a device that says offline is not believed while the hub answers', async ({ open }) => {
  const { page, goTo } = await open('operator')
  await page.addInitScript(`Object.defineProperty(navigator, 'onLine', { get: () => false })`)
  await goTo('/system')
  await expect(live(page)).toBeVisible()
  await expect(page.getByText('You are offline.')).toHaveCount(0)
  await page.evaluate(`dispatchEvent(new Event('offline'))`)
  await expect(live(page)).toBeVisible()
  await expect(page.getByText('You are offline.')).toHaveCount(0)
})

test('[WEB18] since when nothing is heard stays the same, whatever the device says of its network', async ({
  open,
}) => {
  const { page, goTo } = await open('operator', { tolerate: away })
  await goTo('/system')
  await expect(live(page)).toBeVisible()
  await page.context().setOffline(true)
  const offline = await page.getByText(/^You are offline\./).textContent()
  await expect(page.getByText(/^Frozen at/)).toBeVisible()
  await page.evaluate(`dispatchEvent(new Event('online'))`)
  const lost = await page.getByText(/^Connection lost at/).textContent()
  const time = /\d\d:\d\d:\d\d/
  expect(time.exec(lost!)?.[0]).toBe(time.exec(offline!)?.[0])
})

test('[WEB18] a first connection that is slow is no lost one', async ({ open }) => {
  const { page, goTo } = await open('operator', { tolerate: away })
  const later = Promise.withResolvers<void>()
  await page.routeWebSocket('**/ws', async socket => {
    await later.promise
    socket.connectToServer()
  })
  await goTo('/system')
  await expect(page.getByText('Connecting…')).toBeVisible()
  await expect(page.getByText(/Connection lost/)).toHaveCount(0)
  later.resolve()
  await expect(live(page)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('Connecting…')).toHaveCount(0)
})

test('[WEB18] a page that the hub wants no more of says so and offers a reload', async ({ open }) => {
  const { page, goTo } = await open('operator', { tolerate: away })
  await page.routeWebSocket('**/ws', socket => {
    socket.send(JSON.stringify({ bye: { code: 4103, text: 'too many commands', retryAfterMs: 0 } }))
    void socket.close({ code: 4103, reason: 'too many commands' })
  })
  await goTo('/users')
  await expect(page.getByText('Live updates have stopped. Reload the page.')).toBeVisible()
  await page.getByRole('button', { name: 'Reload the page' }).click()
  await expect(page.getByRole('row', { name: /Oskar Operator/ })).toBeVisible()
})
