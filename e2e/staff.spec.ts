import { expect, goodPassword, linkOf, makeUser, newAddress, signIn, test } from './harness/fixtures.ts'

test('[WEB14] an admin invites somebody, who sets a password by the mailed link and comes in', async ({
  admin,
  visitor,
  system,
}) => {
  const email = newAddress('invited')
  const { page } = admin
  await admin.goTo('/users')
  await page.getByRole('button', { name: 'Invite user' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('Ira Invited')
  await dialog.getByLabel('Email').fill(email)
  await page.getByLabel('Search accounts').fill('silk')
  await page.getByRole('radio', { name: 'Silk Road Travel' }).check()
  await page.getByRole('button', { name: 'Send invitation' }).click()
  await expect(page.getByText(`Invitation sent to ${email}.`).first()).toBeVisible()
  await expect(page.getByRole('row', { name: /Ira Invited/ })).toContainText('Unconfirmed')

  const mail = await system.outbox.next(email)
  expect(mail.path).toBe('/welcome')
  await visitor.page.goto(linkOf(system, mail))
  await visitor.page.getByLabel('New password').fill(goodPassword)
  await visitor.page.getByRole('button', { name: 'Set password and go on' }).click()
  await visitor.page.getByRole('link', { name: 'Go to sign in' }).click()
  await signIn(visitor.page, system, { email, password: goodPassword })
  await expect(visitor.page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible()
  await expect(visitor.page.locator('#main')).toContainText('Silk Road Travel')
})

test('[WEB14] an address that is taken says so at its field', async ({ open, system }) => {
  const { page, goTo } = await open('admin', { tolerate: [/status of 409/] })
  await goTo('/users')
  await page.getByRole('button', { name: 'Invite user' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('Somebody')
  await dialog.getByLabel('Email').fill(system.login('operator').email)
  await dialog.getByLabel('Role', { exact: true }).selectOption('operator')
  await page.getByRole('button', { name: 'Send invitation' }).click()
  await expect(page.getByText('This is taken already.')).toBeVisible()
  await expect(dialog.getByLabel('Email')).toBeFocused()
})

test('[WEB14] a disabled user is out of an open page within seconds, and cannot come back', async ({
  admin,
  open,
  system,
}) => {
  const door = await makeUser(admin, system, { name: 'Dilshod Disabled', role: 'operator' })
  const victim = await open(null, { tolerate: [/status of 4\d\d/, /WebSocket/] })
  await signIn(victim.page, system, door)
  await expect(victim.page.getByText('Live', { exact: true }).first()).toBeVisible()

  await admin.goTo('/users')
  await admin.page.getByRole('link', { name: 'Dilshod Disabled' }).click()
  await admin.page.getByRole('button', { name: 'Disable login' }).click()
  await admin.page
    .getByRole('dialog', { name: /Disable Dilshod/ })
    .getByRole('button', { name: 'Disable login' })
    .click()
  await expect(victim.page.getByText('This login was disabled.')).toBeVisible({ timeout: 5_000 })
  await expect(admin.page.getByRole('button', { name: 'Enable login' })).toBeVisible()

  await victim.page.getByLabel('Email').fill(door.email)
  await victim.page.getByLabel('Password', { exact: true }).fill(door.password)
  await victim.page.getByRole('button', { name: 'Sign in' }).click()
  await expect(victim.page.getByRole('alert')).toContainText('This login was disabled.')
})

test('[WEB14] search and filters live in the address and survive a reload', async ({ admin }) => {
  const { page } = admin
  await admin.goTo('/users')
  await page.getByLabel('Name or email').fill('oskar')
  await page.getByLabel('Role', { exact: true }).selectOption('operator')
  await expect(page).toHaveURL(/search=oskar/)
  await expect(page.getByRole('row')).toHaveCount(2)
  await page.reload()
  await expect(page.getByLabel('Name or email')).toHaveValue('oskar')
  await expect(page.getByRole('row', { name: /Oskar/ })).toBeVisible()
  await page.getByLabel('Name or email').fill('nobody is called so')
  await expect(page.getByText('Nothing fits these filters')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).first().click()
  await expect(page.getByRole('row', { name: /Alma Admin/ })).toBeVisible()
})

test('[WEB14] an account is opened, suspended with a reason, resumed, and the log tells it', async ({
  admin,
}) => {
  const { page } = admin
  const name = `Caravan ${Date.now()}`
  await admin.goTo('/accounts')
  await page.getByRole('button', { name: 'New account' }).click()
  await page.getByLabel('Name of the company').fill(name)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('link', { name }).click()
  await page.getByRole('button', { name: 'Suspend account' }).click()
  const asking = page.getByRole('dialog', { name: `Suspend ${name}?` })
  await asking.getByRole('button', { name: 'Suspend account' }).click()
  await expect(asking.getByText('Fill this in.')).toBeVisible()
  await asking.getByLabel('Reason').fill('unpaid since August')
  await asking.getByRole('button', { name: 'Suspend account' }).click()
  await page.getByRole('button', { name: 'Resume account' }).click()
  await page.getByLabel('Reason').fill('paid')
  await page
    .getByRole('dialog', { name: `Resume ${name}?` })
    .getByRole('button', { name: 'Resume account' })
    .click()
  await expect(page.getByRole('button', { name: 'Suspend account' })).toBeVisible()

  await page.getByRole('link', { name: 'See in the audit log' }).click()
  const log = page.getByRole('list', { name: 'Entries' })
  await expect(log.locator('summary')).toHaveText([
    /resumed the account/,
    /suspended the account/,
    /opened the account/,
  ])
  await log.locator('summary').nth(1).click()
  await expect(log.getByText('unpaid since August')).toBeVisible()
})

test('[WEB14] what was typed into the login form is only text in the log', async ({ open, admin }) => {
  const { page, goTo } = await open(null, { tolerate: [/status of 4\d\d/] })
  await goTo('/login')
  const planted = `"<img src=x onerror=alert(1)>"@evil${Date.now()}.example`
  await page.getByLabel('Email').fill(planted.replace(/["<>= ()]/g, ''))
  await page.getByLabel('Password', { exact: true }).fill('x')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toBeVisible()
  await admin.goTo('/audit?action=login.failed')
  await expect(admin.page.locator('summary').first()).toContainText('failed to sign in as')
  await expect(admin.page.locator('summary img')).toHaveCount(0)
})

test('[WEB15] each role sees its own pages and is told plainly when a page is not for it', async ({
  operator,
  customer,
}) => {
  await operator.goTo('/system')
  // Without how many wait.
  const names = (page: typeof operator.page) =>
    page.getByRole('navigation', { name: 'Main' }).locator('a > span:first-of-type').allTextContents()
  expect(await names(operator.page)).toEqual([
    'System',
    'Map',
    'Traffic',
    'Usage',
    'Sessions',
    'Nodes',
    'Approvals',
    'Providers',
    'Users',
    'Accounts',
    'Settings',
  ])
  await operator.goTo('/users')
  await expect(operator.page.getByRole('row', { name: /Oskar/ })).toBeVisible()
  await expect(operator.page.getByRole('button', { name: 'Invite user' })).toHaveCount(0)
  await operator.goTo('/audit')
  await expect(operator.page.getByRole('heading', { name: 'Not for your role' })).toBeVisible()

  await customer.goTo('/')
  expect(await names(customer.page)).toEqual([
    'Overview',
    'Usage',
    'Access',
    'Sessions',
    'Account',
    'Settings',
  ])
  await customer.goTo('/system')
  await expect(customer.page.getByRole('heading', { name: 'Not for your role' })).toBeVisible()
})

test('[WEB14] other sessions are listed and ended from the security page', async ({
  admin,
  open,
  system,
}) => {
  const door = await makeUser(admin, system, { name: 'Sevara Sessions', role: 'operator' })
  const here = await open(null)
  const there = await open(null, { tolerate: [/status of 4\d\d/, /WebSocket/] })
  await signIn(here.page, system, door)
  await signIn(there.page, system, door)
  await here.goTo('/settings/security')
  await expect(here.page.getByText('This device')).toBeVisible()
  await here.page.getByRole('button', { name: /^End the session/ }).click()
  await expect(here.page.getByText('You are signed in nowhere else.')).toBeVisible()
  await expect(there.page.getByText('This login was ended')).toBeVisible({ timeout: 5_000 })
})
