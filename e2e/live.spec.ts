import { expect, makeUser, signIn, test } from './harness/fixtures.ts'

/** A page whose hub dies says so in its console; that is what is tested. */
const away = [/WebSocket connection/, /ERR_CONNECTION_REFUSED/, /ERR_EMPTY_RESPONSE/, /ERR_CONNECTION_RESET/]

test('[WEB17] the system page shows every process, live', async ({ operator }) => {
  const { page } = operator
  await operator.goTo('/system')
  for (const name of [/^Hub/, /^Ledger/, /^Proxy edge/]) {
    await expect(page.getByRole('heading', { name, level: 2 })).toBeVisible()
  }
  const uptime = page
    .locator('li', { has: page.getByRole('heading', { name: /^Ledger/ }) })
    .getByText(/^\d\d:\d\d:\d\d$/)
  const before = await uptime.textContent()
  await expect(uptime).not.toHaveText(before!)
  await expect(page.getByRole('img', { name: /^Memory over the last/ }).first()).toBeVisible()
})

test('[WEB18] offline is said at once, and gone when the network is back', async ({ open }) => {
  const { page, goTo } = await open('operator', { tolerate: [...away, /ERR_INTERNET_DISCONNECTED/] })
  await goTo('/system')
  await expect(page.getByText('Live', { exact: true }).first()).toBeVisible()
  await page.context().setOffline(true)
  await expect(page.getByText('You are offline.')).toBeVisible()
  await page.context().setOffline(false)
  await expect(page.getByText('You are offline.')).toHaveCount(0)
  await expect(page.getByText('Live', { exact: true }).first()).toBeVisible()
})

test('[WEB18] kill -9 of the hub: the page says so, comes back by itself, and nobody is logged out', async ({
  open,
  system,
}) => {
  const { page, goTo } = await open(null, { tolerate: away })
  await goTo('/login')
  await signIn(page, system, system.login('operator'))
  await expect(page.getByRole('heading', { name: /^Hub/ })).toBeVisible()
  const pid = String(system.pid('hub'))
  await expect(page.getByText(`pid ${pid}`)).toBeVisible()

  const frozen = page.getByText(/^Frozen at/)
  system.kill('hub')
  await expect(frozen).toBeVisible()
  await expect(frozen).toHaveCount(0, { timeout: 30_000 })
  // The new hub is on the page, seen by the page that was open all the time.
  await expect(page.getByText(`pid ${system.pid('hub')}`)).toBeVisible({ timeout: 30_000 })
  await page.getByRole('link', { name: 'Users' }).click()
  await expect(page.getByRole('row', { name: /Oskar Operator/ })).toBeVisible()
})

test('[WEB18] a page whose code is not here yet, opened while the hub is dead, shows when the hub is back', async ({
  open,
  system,
}) => {
  const { page, goTo } = await open(null, { tolerate: away })
  await goTo('/login')
  await signIn(page, system, system.login('operator'))
  for (const name of ['Users', 'Settings']) {
    await expect(page.getByText(`pid ${system.pid('hub')}`)).toBeVisible({ timeout: 30_000 })
    system.kill('hub')
    await page.getByRole('link', { name }).click()
    await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible({ timeout: 45_000 })
    await page.getByRole('link', { name: 'System' }).click()
  }
})

test('[WEB18] without a network the palette and the help open all the same', async ({ open }) => {
  const { page, goTo } = await open('operator', { tolerate: [...away, /ERR_INTERNET_DISCONNECTED/] })
  const fetched = page.waitForResponse(/assets\/shortcut-help.*js/)
  await goTo('/users')
  await (await fetched).finished()
  await page.context().setOffline(true)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused()
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
})

test('[WEB18] a part that cannot be fetched says so and leaves the page as it is', async ({ open }) => {
  const { page, goTo } = await open('operator', { tolerate: [/./] })
  await page.route(/assets\/palette.*js/, route => route.abort())
  await goTo('/users')
  await page.keyboard.press('Control+k')
  await expect(page.getByText('That did not work')).toBeVisible()
  await expect(page.getByRole('row', { name: /Oskar Operator/ })).toBeVisible()
})

test('[WEB18] a change that is refused for want of a network does not happen when it is back', async ({
  open,
  admin,
  system,
}) => {
  const door = await makeUser(admin, system, { name: 'Samir Suspended', role: 'operator' })
  const { page, goTo } = await open('admin', { tolerate: [...away, /ERR_INTERNET_DISCONNECTED/] })
  await goTo('/users')
  await page.getByRole('link', { name: 'Samir Suspended' }).click()
  await page.getByRole('button', { name: 'Disable login' }).click()
  await page.context().setOffline(true)
  const asking = page.getByRole('dialog', { name: /Disable Samir/ })
  await asking.getByRole('button', { name: 'Disable login' }).click()
  await expect(page.getByText('The server cannot be reached.')).toBeVisible()
  await asking.getByRole('button', { name: 'Cancel' }).click()
  const asked: string[] = []
  page.on('request', request => asked.push(request.method()))
  const lists = page.waitForResponse(answer => answer.url().includes('/api/users/') && answer.ok())
  await page.context().setOffline(false)
  await lists
  expect(asked).not.toContain('PATCH')
  const { email, password } = door
  const login = await (
    await open(null)
  ).page.request.post(`${system.url}/api/auth/login`, { data: { email, password } })
  expect(login.ok()).toBe(true)
})

/** How a card shows that it misses one: without Redis nothing is heard of anybody. */
const missed = { redis: 'Silent', postgres: 'postgres: not reachable' }
for (const part of ['redis', 'postgres'] as const) {
  test(`[WEB18] kill -9 of ${part}: the page stays, shows who misses it, and heals`, async ({
    open,
    system,
  }) => {
    const { page, goTo } = await open('operator', { tolerate: [...away, /status of 503/] })
    await goTo('/system')
    // By its pid: a hub that another test has killed is on the page too, silent.
    const hub = page.locator('li', { has: page.getByText(`pid ${system.pid('hub')}`) })
    await expect(hub.getByText('Up', { exact: true })).toBeVisible()
    // First alive and silent: dead alone it would be back before anybody saw that it was away.
    const thaw = system.freeze(part)
    await expect(hub.getByText(missed[part])).toBeAttached({ timeout: 45_000 })
    thaw()
    const pid = system.pid(part)
    system.kill(part)
    await system.until(`${part} is back`, () => system.pid(part) !== pid)
    await system.until('the hub is ready', async () => (await fetch(`${system.url}/ready`)).ok)
    await expect(hub.getByText('Up', { exact: true })).toBeVisible({ timeout: 45_000 })
    await expect(hub.getByText(`${part}: reachable`)).toBeAttached({ timeout: 45_000 })
    await page.getByRole('link', { name: 'Users' }).click()
    await expect(page.getByRole('row', { name: /Oskar Operator/ })).toBeVisible({ timeout: 30_000 })
  })
}

test('[WEB17] two tabs refresh once, and both stay in', async ({ open, system }) => {
  const { page, goTo } = await open(null)
  await goTo('/login')
  await signIn(page, system, system.login('client'))
  const second = await page.context().newPage()
  await second.goto(`${system.url}/settings`)
  await expect(second.locator('#main h1')).toBeVisible()
  // Where no tab asks for anything: what one has begun, a reload would have it ask again.
  for (const tab of [page, second]) await tab.goto(`${system.url}/health`)
  let refreshes = 0
  page.context().on('request', request => {
    if (request.url().endsWith('/api/auth/refresh')) refreshes++
  })
  // As after fifteen minutes: the access cookie is gone and both tabs want something at the same time.
  await page.context().clearCookies({ name: 'traffix_access' })
  await page.evaluate(() => localStorage.setItem('traffix.access-until', '1'))
  await Promise.all([page.goto(`${system.url}/overview`), second.goto(`${system.url}/settings`)])
  await expect(page.locator('#main h1')).toBeVisible()
  await expect(second.locator('#main h1')).toBeVisible()
  expect(refreshes).toBe(1)
})
