import type { Page } from '@playwright/test'
import { expect, makeUser, newAddress, runInPalette, signIn, test } from './harness/fixtures.ts'

/** As long as an expectation waits. */
const patienceMs = 15_000

/**
 * What a screen reader would call the focused element, more or less; browser's code as text. Between the last
 * element and the first one the focus is on the body, whose text is that of the whole page: it has no name.
 */
const focused = `document.activeElement === document.body ? '' : [
  document.activeElement.getAttribute('aria-label'),
  ...[...(document.activeElement.labels ?? [])].map(one => one.textContent),
  document.activeElement.textContent].filter(Boolean).join(' | ')`

/** Tab until the focus is there, as somebody without a mouse does, round and round while the page still loads. */
async function tabTo(page: Page, name: string | RegExp) {
  const deadline = performance.now() + patienceMs
  while (performance.now() < deadline) {
    await page.keyboard.press('Tab')
    const label = String(await page.evaluate(focused))
    if (typeof name === 'string' ? label.includes(name) : name.test(label)) return
  }
  throw new Error(`the focus never came to ${name}`)
}

test('[WEB16] signing in needs no mouse', async ({ visitor, system }) => {
  const { page } = visitor
  const { email, password } = system.login('operator')
  await visitor.goTo('/login')
  await expect(page.getByLabel('Email')).toBeFocused()
  await page.keyboard.type(email)
  await tabTo(page, /^Password/)
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'System' })).toBeFocused()
})

test('[WEB16] registering, the forgotten password and the links need no mouse', async ({ visitor }) => {
  const { page } = visitor
  await visitor.goTo('/login')
  await tabTo(page, 'Create an account')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Your name')).toBeFocused()
  await page.keyboard.type('Kamola Keys')
  await tabTo(page, 'Email')
  await page.keyboard.type(newAddress('keys'))
  await tabTo(page, /^Password/)
  await page.keyboard.type('copper lantern drifts north')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible()
  await tabTo(page, 'Back to sign in')
  await page.keyboard.press('Enter')
  await tabTo(page, 'Forgot password?')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Email')).toBeFocused()
  await page.keyboard.type('nobody@traffix.example')
  await page.keyboard.press('Enter')
  await expect(page.getByText('If there is a login for nobody@traffix.example')).toBeVisible()
})

test('[WEB16] the skip link leads past the navigation', async ({ operator }) => {
  const { page } = operator
  await operator.goTo('/users')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByLabel('Name or email')).toBeFocused()
})

test('[WEB16] every page of an admin is reached and worked with keys alone', async ({ admin, system }) => {
  const { page } = admin
  await makeUser(admin, system, { name: 'Karim Keyboard', role: 'operator' })
  await admin.goTo('/system')
  await page.keyboard.press('g')
  await page.keyboard.press('u')
  await expect(page.getByRole('heading', { name: 'Users' })).toBeFocused()

  await page.keyboard.press('/')
  await page.keyboard.type('Karim')
  await expect(page.getByRole('row')).toHaveCount(2)
  await tabTo(page, 'Karim Keyboard')
  await page.keyboard.press('Enter')
  const sheet = page.getByRole('dialog', { name: 'Karim Keyboard' })
  await expect(sheet).toBeVisible()
  await tabTo(page, 'Name')
  await page.keyboard.press('End')
  await page.keyboard.type(' II')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Karim Keyboard II' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Karim Keyboard II' })).toBeFocused()

  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await expect(page.getByRole('heading', { name: 'Accounts' })).toBeFocused()
  await tabTo(page, 'New account')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Name of the company')).toBeFocused()
  await page.keyboard.type('Keyboard and Sons')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('link', { name: 'Keyboard and Sons' })).toBeVisible()

  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await expect(page.getByRole('heading', { name: 'Audit log' })).toBeFocused()
  await tabTo(page, /opened the account Keyboard and Sons/)
  await page.keyboard.press('Enter')
  await expect(page.getByText('account.created').first()).toBeVisible()

  await page.keyboard.press('g')
  await page.keyboard.press('p')
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeFocused()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await tabTo(page, 'Security')
  await page.keyboard.press('Enter')
  await expect(page.getByText('This device')).toBeVisible()
})

test('[WEB16] the palette goes to pages, changes the theme and signs out', async ({
  admin,
  open,
  system,
}) => {
  const door = await makeUser(admin, system, { name: 'Polina Palette', role: 'operator' })
  const { page } = await open(null)
  await signIn(page, system, door)
  const run = (words: string) => runInPalette(page, words)
  await run('accounts')
  await expect(page).toHaveURL(/\/accounts$/)
  await run('light')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  await run('русский')
  await expect(page.getByRole('heading', { name: 'Аккаунты' })).toBeVisible()
  await run('sign out')
  await expect(page.getByText('Вы вышли.')).toBeVisible()
})

test('[WEB16] the palette finds what a keyboard cannot write', async ({ admin, open, system }) => {
  const door = await makeUser(admin, system, { name: 'Otabek Apostrophe', role: 'operator' })
  const { page } = await open(null)
  await signIn(page, system, door)
  await runInPalette(page, "o'zbek")
  await expect(page.getByRole('heading', { name: 'Tizim' })).toBeVisible()
})

test('[WEB16] a Russian layout has the same shortcuts', async ({ operator }) => {
  const { page } = operator
  await operator.goTo('/users')
  const press = (code: string, key: string) =>
    page.evaluate(`dispatchEvent(new KeyboardEvent('keydown', { code: '${code}', key: '${key}' }))`)
  await press('Slash', '.')
  await expect(page.getByLabel('Name or email')).toBeFocused()
  await press('KeyG', 'п')
  await press('KeyA', 'ф')
  await expect(page.getByRole('heading', { name: 'Accounts' })).toBeFocused()
  await press('Slash', ',')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
})

test('[WEB16] every language of the door is reached with the arrow keys', async ({ visitor }) => {
  const { page } = visitor
  await visitor.goTo('/login')
  const language = page.getByRole('combobox').first()
  await language.focus()
  for (const title of ['Вход', 'Kirish']) {
    await page.keyboard.press('ArrowDown')
    await expect(page.getByRole('heading', { name: title })).toBeVisible()
    await expect(language).toBeFocused()
  }
})

test('[WEB16] the focus stays on the page when what had it goes away', async ({ admin, open, system }) => {
  const { page } = admin
  const heading = (name: string) => page.getByRole('heading', { name, level: 1 })
  await admin.goTo('/users?search=oskar')
  await page.getByRole('button', { name: 'Clear filters' }).press('Enter')
  await expect(heading('Users')).toBeFocused()
  await admin.goTo('/audit?actor=00000000-0000-4000-8000-000000000000&actorLabel=nobody')
  await page.getByRole('button', { name: 'By nobody' }).press('Enter')
  await expect(heading('Audit log')).toBeFocused()
  for (const time of [1, 2]) {
    await page.getByRole('button', { name: /Your login/ }).press('Enter')
    await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).press('Enter')
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(page.locator('body'), `time ${time}`).not.toBeFocused()
  }

  const door = await makeUser(admin, system, { name: 'Farrukh Focus', role: 'operator' })
  const here = await open(null)
  const there = await open(null, { tolerate: [/status of 4\d\d/, /WebSocket/] })
  await signIn(here.page, system, door)
  await signIn(there.page, system, door)
  await here.goTo('/settings/security')
  await here.page.getByRole('button', { name: /^End the session/ }).press('Enter')
  await expect(here.page.getByText('You are signed in nowhere else.')).toBeVisible()
  await expect(here.page.getByRole('list').filter({ hasText: 'This device' })).toBeFocused()
})

test('[WEB16] a customer’s own pages need no mouse', async ({ customer }) => {
  const { page } = customer
  await customer.goTo('/account')
  await tabTo(page, 'Settings')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeFocused()
  await tabTo(page, 'Name')
  await page.keyboard.press('End')
  await page.keyboard.type('!')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Saved.').first()).toBeVisible()
})
