import { type Browser, type BrowserContextOptions, expect, type Page, test as base } from '@playwright/test'
import type { Mail } from '#hub/testing/outbox.ts'
import { type DemoLogin, startSystem, type System } from './system.ts'

/** With the role, for an admin is asked for a code too. */
export type Door = { email: string; password: string; role?: Role }
/** A page that keeps what went wrong in it. */
export type Actor = { page: Page; goTo(path: string): Promise<void> }
type Role = DemoLogin['role']
type Options = BrowserContextOptions & {
  /** Console errors that this test causes on purpose: a refused password is a red line in every console. */
  tolerate?: RegExp[]
}
type Fixtures = {
  /** Opens a page of its own for somebody; checked for errors when the test ends. */
  open: (who: Role | null, options?: Options) => Promise<Actor>
  admin: Actor
  operator: Actor
  customer: Actor
  visitor: Actor
}
type State = Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>
type WorkerFixtures = { system: System; signedIn: (role: Role, browser: Browser) => Promise<State> }

/** A page renews in the last third of the fifteen minutes. */
const keptMs = 4 * 60_000

export const test = base.extend<Fixtures, WorkerFixtures>({
  system: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const system = await startSystem()
      await use(system)
      await system.stop()
    },
    { scope: 'worker', timeout: 180_000 },
  ],

  // Each role signs in once, as a person would: the door counts attempts and mails. Only while the access
  // token is fresh: the first page that renews it makes the kept refresh token a used one.
  signedIn: [
    async ({ system }, use) => {
      const states = new Map<Role, { state: State; at: number }>()
      await use(async (role, browser) => {
        const known = states.get(role)
        if (known && performance.now() - known.at < keptMs) return known.state
        const at = performance.now()
        const context = await browser.newContext()
        const page = await context.newPage()
        await signIn(page, system, system.login(role))
        const state = await context.storageState()
        await context.close()
        states.set(role, { state, at })
        return state
      })
    },
    { scope: 'worker' },
  ],

  open: async ({ browser, system, signedIn }, use, test) => {
    const faults: string[] = []
    const pages: Page[] = []
    await use(async (who, { tolerate = [], ...options } = {}) => {
      const storageState = who ? await signedIn(who, browser) : undefined
      const context = await browser.newContext({ ...options, ...(storageState && { storageState }) })
      const page = await context.newPage()
      pages.push(page)
      watch(page, tolerate, faults)
      return { page, goTo: path => goTo(page, system.url + path) }
    })
    // Playwright's own option takes one of every page at each end of a test, and throws it away.
    if (test.status !== test.expectedStatus) {
      for (const page of pages.filter(page => !page.isClosed()))
        await test.attach('page', { body: await page.screenshot(), contentType: 'image/png' })
    }
    for (const page of pages) await page.context().close()
    expect(faults, 'errors in the console of the pages').toEqual([])
  },
  admin: async ({ open }, use) => use(await open('admin')),
  operator: async ({ open }, use) => use(await open('operator')),
  customer: async ({ open }, use) => use(await open('client')),
  visitor: async ({ open }, use) => use(await open(null)),
})
export { expect }

/** Errors and warnings of any kind; a broken content security policy is one of them. */
function watch(page: Page, tolerate: RegExp[], faults: string[]) {
  const note = (text: string) => {
    // A browser that draws with the processor says so when a picture is taken of what WebGL has drawn.
    if (/GPU stall due to ReadPixels/.test(text)) return
    if (!tolerate.some(one => one.test(text))) faults.push(text)
  }
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning')
      note(`${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', error => note(String(error)))
}

async function goTo(page: Page, url: string) {
  await page.goto(url)
  await expect(page.locator('h1')).toBeVisible()
}

export async function signIn(page: Page, system: System, { email, password, role }: Door) {
  if (!page.url().includes('/login')) await goTo(page, `${system.url}/login`)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  if (role === 'admin')
    await page.getByLabel('6-digit code').fill((await system.outbox.next(email, /code/)).code)
  await expect(page.locator('#main h1')).toBeVisible()
}

export const linkOf = (system: System, mail: Mail) => `${system.url}${mail.path}?token=${mail.token}`

let made = 0
/** An address that nobody has used before, in any run. */
export const newAddress = (name: string) => `${name}-${Date.now()}-${++made}@traffix.example`
export const goodPassword = 'copper lantern drifts north'
/** As long as a name may be, and nowhere to break it. */
export const longName = 'Maximiliane-Konstantinopolitanische-'.repeat(3).slice(0, 80)

/** Invites through the page's own session: for tests in which inviting is not the point. */
export async function makeUser(
  admin: Actor,
  system: System,
  user: { name: string; role: 'operator' | 'admin' },
) {
  const email = newAddress('made')
  const created = await admin.page.request.post(`${system.url}/api/users`, { data: { ...user, email } })
  expect(created.status()).toBe(201)
  const mail = await system.outbox.next(email)
  const set = await admin.page.request.post(`${system.url}/api/auth/reset`, {
    data: { token: mail.token, password: goodPassword },
  })
  expect(set.ok()).toBe(true)
  return { email, password: goodPassword, role: user.role }
}

/** As a person who waits until the palette is there. */
export async function runInPalette(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
}
