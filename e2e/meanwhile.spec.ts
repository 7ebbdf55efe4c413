import { expect, makeUser, runInPalette, signIn, test } from './harness/fixtures.ts'

test('[WEB19] a role or a name that somebody changed is seen without a reload', async ({
  admin,
  open,
  system,
}) => {
  const door = await makeUser(admin, system, { name: 'Rustam Role', role: 'admin' })
  const { page } = await open(null, {
    tolerate: [/WebSocket/, /ERR_INTERNET_DISCONNECTED/, /ERR_FAILED/, /status of 403/],
  })
  await signIn(page, system, door)
  const { user } = (await (await page.request.get(`${system.url}/api/auth/me`)).json()) as {
    user: { id: string }
  }
  const change = async (data: object) => {
    const answer = await admin.page.request.patch(`${system.url}/api/users/${user.id}`, { data })
    expect(answer.ok()).toBe(true)
  }
  const log = page.getByRole('link', { name: 'Audit log' })
  await expect(page.getByText('Live', { exact: true }).first()).toBeVisible()
  // Whoever cannot be asked just when it is said is asked until there is an answer.
  let refused = 0
  await page.route('**/api/auth/me', route => (refused++ < 2 ? route.abort() : route.continue()))
  await change({ name: 'Rustam Retold' })
  await expect(page.getByRole('button', { name: /Rustam Retold/ })).toBeVisible()
  expect(refused).toBeGreaterThan(2)

  // What was said while the socket was away was not heard.
  await page.context().setOffline(true)
  await expect(page.getByText(/^Frozen at/)).toBeVisible()
  await change({ name: 'Rustam Renamed' })
  await page.context().setOffline(false)
  await expect(page.getByRole('button', { name: /Rustam Renamed/ })).toBeVisible()
  await log.click()
  await expect(page.getByRole('heading', { name: 'Audit log' })).toBeVisible()

  // While the page is open it is told at once, whatever is done in it.
  await change({ role: 'operator' })
  await expect(page.getByRole('heading', { name: 'Not for your role' })).toBeVisible()
  await expect(log).toHaveCount(0)
})

test('[WEB19] without a live connection the first thing that is refused tells of a changed role', async ({
  admin,
  open,
  system,
}) => {
  const door = await makeUser(admin, system, { name: 'Rano Refused', role: 'admin' })
  const { page, goTo } = await open(null, { tolerate: [/WebSocket/, /status of 403/] })
  await page.routeWebSocket('**/ws', () => {})
  await signIn(page, system, door)
  await goTo('/audit')
  const { user } = (await (await page.request.get(`${system.url}/api/auth/me`)).json()) as {
    user: { id: string }
  }
  const answer = await admin.page.request.patch(`${system.url}/api/users/${user.id}`, {
    data: { role: 'operator' },
  })
  expect(answer.ok()).toBe(true)
  await page.getByLabel('Action').selectOption('logout')
  await expect(page.getByRole('heading', { name: 'Not for your role' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Audit log' })).toHaveCount(0)
})

test('[WEB20] what one person was told is not shown to the next one', async ({ admin, open, system }) => {
  const first = await makeUser(admin, system, { name: 'Fatima First', role: 'operator' })
  const second = await makeUser(admin, system, { name: 'Sanjar Second', role: 'operator' })
  const { page, goTo } = await open(null)
  await signIn(page, system, first)
  await goTo('/settings')
  await page.getByLabel('Name').fill('Fatima Changed')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  // Under the pointer a notice waits.
  await page.getByText('Saved.').hover()
  await runInPalette(page, 'sign out')
  await expect(page.getByText('You are signed out.')).toBeVisible()
  await signIn(page, system, second)
  await expect(page.getByRole('button', { name: /Sanjar Second/ })).toBeVisible()
  // Now, not after a while: it would go by itself.
  expect(await page.getByText('Saved.').count()).toBe(0)
})

test('[WEB20] an answer that comes late is not shown to the next one', async ({ admin, open, system }) => {
  const first = await makeUser(admin, system, { name: 'Lutfi Late', role: 'operator' })
  const second = await makeUser(admin, system, { name: 'Nadir Next', role: 'operator' })
  const { page, goTo } = await open(null)
  await signIn(page, system, first)
  await goTo('/settings')
  const answer = Promise.withResolvers<void>()
  const passed = Promise.withResolvers<void>()
  const done = Promise.withResolvers<void>()
  await page.route('**/api/auth/me', async route => {
    if (route.request().method() !== 'PATCH') return route.fallback()
    const real = await route.fetch()
    done.resolve()
    await answer.promise
    await route.fulfill({ response: real })
    passed.resolve()
  })
  await page.getByLabel('Name').fill('Lutfi Later')
  await page.getByRole('button', { name: 'Save' }).click()
  await done.promise
  await runInPalette(page, 'sign out')
  await expect(page.getByText('You are signed out.')).toBeVisible()
  await signIn(page, system, second)
  answer.resolve()
  await passed.promise
  // Whatever is asked for after it has come after it.
  await page.getByRole('link', { name: 'Users' }).click()
  await expect(page.getByRole('row', { name: /Nadir Next/ })).toBeVisible()
  expect(await page.getByText('Saved.').count()).toBe(0)
  await expect(page.getByRole('button', { name: /Nadir Next/ })).toBeVisible()
})

test('[WEB21] the profile form saves what was changed in it, and nothing else', async ({
  admin,
  open,
  system,
}) => {
  const door = await makeUser(admin, system, { name: 'Parviz Profile', role: 'operator' })
  const { page, goTo } = await open(null)
  await signIn(page, system, door)
  await goTo('/settings')
  await page.getByLabel('Name').fill('Parviz Changed')
  await page.getByRole('button', { name: /Your login/ }).click()
  const saved = page.waitForResponse(r => r.request().method() === 'PATCH')
  await page.getByRole('menuitemradio', { name: 'Light' }).click()
  await saved
  await page.keyboard.press('Escape')
  await expect(page.getByLabel('Theme', { exact: true })).toHaveValue('light')
  await expect(page.getByLabel('Name')).toHaveValue('Parviz Changed')
  const sent = page.waitForRequest(r => r.method() === 'PATCH')
  await page.getByRole('button', { name: 'Save' }).click()
  expect((await sent).postDataJSON()).toEqual({ name: 'Parviz Changed' })
  await expect(page.getByText('Saved.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled()
})

test('[WEB21] a search keeps what is typed, while its answers come', async ({ admin }) => {
  const { page } = admin
  await admin.goTo('/users')
  const search = page.getByLabel('Name or email')
  await search.focus()
  await page.keyboard.type('Oskar ')
  await expect(page).toHaveURL(/search=Oskar$/)
  await expect(page.getByRole('row')).toHaveCount(2)
  await page.keyboard.type('Op')
  await expect(page).toHaveURL(/search=Oskar\+Op$/)
  await expect(search).toHaveValue('Oskar Op')
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(search).toHaveValue('')
})

test('[WEB21] the account of an invitation stays chosen and in view, and is asked for when missing', async ({
  admin,
}) => {
  const { page } = admin
  await admin.goTo('/users')
  await page.getByRole('button', { name: 'Invite user' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('Ira Invited')
  await dialog.getByLabel('Email').fill('ira-not-sent@traffix.example')
  await page.getByRole('button', { name: 'Send invitation' }).click()
  const search = page.getByLabel('Search accounts')
  await expect(search).toBeFocused()
  await expect(search).toHaveAccessibleDescription('Choose the account this client belongs to.')

  const silk = page.getByRole('radio', { name: 'Silk Road Travel' })
  await silk.check()
  await search.fill('northwind')
  await expect(page.getByRole('radio', { name: 'Northwind Research' })).toBeVisible()
  await expect(silk).toBeChecked()
  const posts: string[] = []
  page.on('request', request => request.method() === 'POST' && posts.push(request.url()))
  await search.press('Enter')
  await search.fill('nobody is called so')
  await expect(page.getByText('No account fits')).toBeVisible()
  await expect(silk).toBeChecked()
  expect(posts).toEqual([])
})

test('[WEB21] rows that did not come can be asked for again', async ({ open }) => {
  const { page, goTo } = await open('admin', { tolerate: [/status of 503/] })
  let broken = true
  await page.route(/api\/users(\?|$)/, async route => {
    if (!route.request().url().includes('after=')) {
      const response = await route.fetch()
      return route.fulfill({ response, json: { ...(await response.json()), next: 'more' } })
    }
    if (!broken) return route.fulfill({ json: { items: [], next: null } })
    const error = { code: 'unavailable', message: 'away' }
    return route.fulfill({ status: 503, json: { error } })
  })
  await goTo('/users')
  const more = page.getByRole('button', { name: 'Load more' })
  await more.click()
  await expect(page.getByRole('alert')).toContainText('A part of the system is not reachable.', {
    timeout: 30_000,
  })
  broken = false
  await more.focus()
  await page.keyboard.press('Enter')
  await expect(more).toHaveCount(0)
  await expect(page.getByRole('alert')).toHaveCount(0)
  // The button is gone, the focus is where it was.
  await expect(page.locator(':focus')).toContainText('shown')
})
