import { expect, makeUser, signIn, test } from './harness/fixtures.ts'

test('[WEB22] the System page shows what a hub carries and sends, and that figures move', async ({
  operator,
  system,
}) => {
  const { page } = operator
  await operator.goTo('/system')
  const hub = page.locator('li', { has: page.getByText(`pid ${system.pid('hub')}`) })
  const figure = (name: string) => hub.locator('div', { has: page.getByText(name, { exact: true }) }).last()
  await expect(figure('Sockets')).toContainText(/^Sockets[1-9][\d,]*[1-9]\d* topics?/)
  await expect(figure('Messages out')).toContainText(/^Messages out[\d,.]+\/s/)
  await expect(figure('Bytes out')).toContainText(/^Bytes out[\d,.]+ (byte|kB|MB)\/s/)
  await expect(figure('Publish to send p99')).toContainText(/^Publish to send p99[\d,.]+ msp50 [\d,.]+ ms/)
  await expect(figure('Skipped changes')).toContainText(/\d behind now/)
  await expect(figure('Caught up')).toContainText(/\d anew/)
  for (const name of ['Sockets', 'Messages out', 'Bytes out', 'Publish to send p99'])
    await expect(hub.getByRole('img', { name: new RegExp(`^${name} over the last [1-9]`) })).toBeVisible()
})

test('[WEB22] the System page says since when nothing is missing and how old it is', async ({ open }) => {
  const { page, goTo } = await open('operator', { tolerate: [/WebSocket/, /ERR_INTERNET_DISCONNECTED/] })
  await goTo('/system')
  const fresh = page.getByText(/^without a gap since \d\d:\d\d:\d\d$/)
  const since = await fresh.textContent()
  await expect(page.getByText(/^heard [01]\.\ds ago$/)).toBeVisible()
  await page.context().setOffline(true)
  await expect(page.getByText(/^Frozen at/)).toBeVisible()
  await expect(page.getByText(/^[1-9]\d*\.\ds old$/)).toBeVisible()
  await expect(page.getByText('The connection to the hub is lost.')).toBeAttached()
  await page.context().setOffline(false)
  await expect(fresh).toBeVisible({ timeout: 30_000 })
  expect(await fresh.textContent()).not.toBe(since)
})

test('[WEB23] who is online is seen on the Users page, on how many devices, and when they have left', async ({
  admin,
  open,
  system,
}) => {
  const door = await makeUser(admin, system, { name: 'Odil Online', role: 'operator' })
  const { page } = admin
  const row = page.getByRole('row', { name: /Odil Online/ })
  await admin.goTo('/users?search=Odil')
  await expect(row).toContainText('Offline')

  const phone = await open(null)
  await signIn(phone.page, system, door)
  await phone.goTo('/settings')
  // The page asks anew every ten seconds.
  await expect(row).toContainText('1 device', { timeout: 30_000 })
  const laptop = await open(null)
  await signIn(laptop.page, system, door)
  await laptop.goTo('/settings')
  // A second tab is no second device.
  const tab = await laptop.page.context().newPage()
  await tab.goto(`${system.url}/settings`)
  const comes = (text: string) =>
    expect(async () => {
      await admin.goTo('/users?search=Odil')
      await expect(row).toContainText(text, { timeout: 1_000 })
    }).toPass({ timeout: 30_000 })
  await comes('2 devices')
  await page.getByRole('link', { name: 'Odil Online' }).click()
  await expect(page.getByRole('dialog').getByText('2 devices')).toBeVisible()
  await page.keyboard.press('Escape')

  await admin.goTo('/system')
  await expect(page.getByText('People online')).toBeVisible()
  const online = page.locator('dl div', { hasText: 'People online' }).locator('dd')
  await expect(online).toHaveText(/^[2-9]\d*[3-9]\d* devices$/)

  await phone.page.context().close()
  await laptop.page.context().close()
  await comes('Offline')
})
