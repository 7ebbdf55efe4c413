import { expect, goodPassword, linkOf, makeUser, newAddress, signIn, test } from './harness/fixtures.ts'

const refused = [/status of 4\d\d/]

test('[WEB10] an operator signs in and lands on the system page', async ({ visitor, system }) => {
  await signIn(visitor.page, system, system.login('operator'))
  await expect(visitor.page).toHaveURL(/\/system$/)
  await expect(visitor.page).toHaveTitle('System · Traffix Node')
})

test('[WEB10] an admin is asked for the mailed code, a wrong one is refused, the right one lets in', async ({
  open,
  system,
}) => {
  const { page, goTo } = await open(null, { tolerate: refused })
  const { email, password } = system.login('admin')
  await goTo('/login')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  const { code } = await system.outbox.next(email, /code/)
  const field = page.getByLabel('6-digit code')
  await expect(field).toBeFocused()
  await expect(field).toHaveAttribute('autocomplete', 'one-time-code')
  await field.fill(code === '000000' ? '111111' : '000000')
  await expect(page.getByRole('alert')).toContainText('The code is not right')
  await expect(field).toHaveValue('')
  // As a phone or a person pastes it, out of a sentence.
  await page.keyboard.insertText(`Code: ${code.slice(0, 3)} ${code.slice(3)}`)
  await expect(page).toHaveURL(/\/system$/)
})

test('[WEB10] a code that did not arrive stays in its field', async ({ open, admin, system }) => {
  const door = await makeUser(admin, system, { name: 'Kodir Code', role: 'admin' })
  const { page, goTo } = await open(null, { tolerate: [/ERR_FAILED/] })
  await page.route('**/api/auth/otp', route => route.abort())
  await goTo('/login')
  await page.getByLabel('Email').fill(door.email)
  await page.getByLabel('Password', { exact: true }).fill(door.password)
  await page.keyboard.press('Enter')
  const { code } = await system.outbox.next(door.email, /code/)
  await page.getByLabel('6-digit code').fill(code)
  await expect(page.getByRole('alert')).toContainText('The server cannot be reached.')
  await expect(page.getByLabel('6-digit code')).toHaveValue(code)
  await page.unroute('**/api/auth/otp')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page).toHaveURL(/\/system$/)
})

test('[WEB10] a wrong password says so without saying whether there is such a login', async ({ open }) => {
  const { page, goTo } = await open(null, { tolerate: refused })
  await goTo('/login')
  await page.getByLabel('Email').fill(newAddress('nobody'))
  await page.getByLabel('Password', { exact: true }).fill('not the password')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveText('The email address or the password is not right.')
})

test('[WEB10] somebody registers, confirms by the mailed link, signs in and sees their own account', async ({
  visitor,
  system,
}) => {
  const { page } = visitor
  const email = newAddress('new')
  await visitor.goTo('/register')
  await page.getByLabel('Your name').fill('Nigora Newcomer')
  await page.getByLabel('Company').fill('Newcomer Ltd')
  await page.getByLabel('Email').fill(email)
  const password = page.getByLabel('Password', { exact: true })
  await password.fill('short')
  await expect(page.getByText('5 more characters needed.')).toBeVisible()
  await password.fill('aaaaaaaaaaaa')
  await expect(page.getByText('Easy to guess')).toBeVisible()
  await password.fill(goodPassword)
  await expect(page.getByText('Strong.')).toBeVisible()
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible()

  const mail = await system.outbox.next(email)
  expect(mail.path).toBe('/confirm')
  await page.goto(linkOf(system, mail))
  await expect(page.getByRole('heading', { name: 'Address confirmed' })).toBeVisible()
  await page.getByRole('link', { name: 'Go to sign in' }).click()
  await expect(page.getByLabel('Email')).toHaveValue(email)
  await signIn(page, system, { email, password: goodPassword })
  await expect(page.getByRole('heading', { name: 'Nothing has been carried this month' })).toBeVisible()
  await page.getByRole('link', { name: 'Account', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Newcomer Ltd', level: 1 })).toBeVisible()
  await expect(page.getByRole('table', { name: 'Users' })).toContainText('Nigora Newcomer')
})

test('[WEB10] a forgotten password is set anew by the mailed link, which works once', async ({
  open,
  admin,
  system,
}) => {
  const { page, goTo } = await open(null, { tolerate: refused })
  const { email } = await makeUser(admin, system, { name: 'Farid Forgetful', role: 'operator' })
  await goTo(`/forgot?email=${email}`)
  await page.getByRole('button', { name: 'Send the link' }).click()
  await expect(page.getByText(`If there is a login for ${email}`)).toBeVisible()
  const mail = await system.outbox.next(email)
  expect(mail.path).toBe('/reset')
  await page.goto(linkOf(system, mail))
  const password = 'another lantern drifts south'
  await page.getByLabel('New password').fill(password)
  await page.getByRole('button', { name: 'Set password' }).click()
  await expect(page.getByRole('heading', { name: 'Password set' })).toBeVisible()

  await page.goto(linkOf(system, mail))
  await page.getByLabel('New password').fill(password)
  await page.getByRole('button', { name: 'Set password' }).click()
  await expect(page.getByRole('heading', { name: 'This link does not work' })).toBeVisible()
  await goTo('/login')
  await signIn(page, system, { email, password })
})

test('[WEB10] whoever is not signed in is led to the login and back to where they wanted to be', async ({
  visitor,
  system,
}) => {
  await visitor.goTo('/settings/security')
  await expect(visitor.page).toHaveURL(/\/login\?next=/)
  await signIn(visitor.page, system, system.login('client'))
  await expect(visitor.page).toHaveURL(/\/settings\/security$/)
})

test('[WEB10] signing out ends it in every tab', async ({ open, system }) => {
  const { page, goTo } = await open(null)
  await goTo('/login')
  await signIn(page, system, system.login('client'))
  const second = await page.context().newPage()
  await second.goto(`${system.url}/settings`)
  await expect(second.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await page.getByRole('button', { name: /Your login/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByText('You are signed out.')).toBeVisible()
  await expect(second.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})

test('[WEB13] a language picked at the door is kept by the one who comes in', async ({
  open,
  admin,
  system,
}) => {
  const door = await makeUser(admin, system, { name: 'Zarina Zabon', role: 'operator' })
  const { page, goTo } = await open(null)
  await goTo('/login')
  await page.getByLabel('Language').selectOption('uz')
  await expect(page.getByRole('heading', { name: 'Kirish' })).toBeVisible()
  await page.reload()
  await page.getByLabel('Elektron pochta').fill(door.email)
  await page.getByLabel('Parol', { exact: true }).fill(door.password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Tizim' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Tizim' })).toBeVisible()
})
