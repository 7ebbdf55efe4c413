import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { type Actor, expect, longName, makeUser, signIn, test } from './harness/fixtures.ts'
import { allPages } from './pages.ts'

/** How far the document and the panel reach over their sides; browser's code, so that the types here stay Node's. */
const spill = `[document.documentElement, document.getElementById('main')].map(box => box ? box.scrollWidth - box.clientWidth : 0)`

const settle = async ({ page }: Actor) => {
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  await page.evaluate('document.fonts.ready.then(() => null)')
}
/** As it is now, in both themes: a page follows the device when that changes. Of the second only its colours are news. */
async function expectNoViolations(page: Page, where: string) {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    // Its other mode opens a page more for each look, for frames of other origins: there are none.
    const axe = new AxeBuilder({ page }).setLegacyMode()
    const { violations } = await (colorScheme === 'dark' ? axe : axe.withRules('color-contrast')).analyze()
    const told = violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ')).join(', ')}`)
    expect(told, `${where}, ${colorScheme}`).toEqual([])
  }
}

const sizes = [
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
]

for (const who of new Set(allPages.map(([, who]) => who))) {
  test(`[WEB11] [WEB12] on the pages of ${who ?? 'a visitor'} axe finds nothing, dark or light, and nothing spills over the side on a phone, a tablet or a screen`, async ({
    open,
    system,
  }) => {
    const actor = await open(who)
    if (who === 'admin') await makeUser(actor, system, { name: longName, role: 'operator' })
    for (const [path] of allPages.filter(it => it[1] === who)) {
      await actor.goTo(path)
      await settle(actor)
      for (const size of sizes) {
        await actor.page.setViewportSize(size)
        expect(await actor.page.evaluate(spill), `${path}, ${size.width} pixels`).toEqual([0, 0])
      }
      await expectNoViolations(actor.page, path)
    }
  })
}

test('[WEB11] axe finds nothing in dialogs, menus and the palette, dark or light', async ({ admin }) => {
  const { page, goTo } = admin
  const dialog = page.getByRole('dialog')
  await goTo('/users')
  await page.getByRole('button', { name: 'Invite user' }).click()
  await page.getByRole('button', { name: 'Send invitation' }).click()
  await expect(dialog.getByText('Fill this in.')).toBeVisible()
  await expectNoViolations(page, 'the invitation')
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Oskar Operator' }).click()
  await expect(dialog.getByRole('button', { name: 'Disable login' })).toBeVisible()
  await expectNoViolations(page, 'a user')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused()
  await expectNoViolations(page, 'the palette')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /Your login/ }).click()
  await expect(page.getByRole('menu')).toBeVisible()
  await expectNoViolations(page, 'the account menu')
  await page.keyboard.press('Escape')
  await goTo('/audit')
  await page.locator('summary').first().click()
  await expectNoViolations(page, 'an entry of the log')
})

test('[WEB12] nothing of a user spills over the side, however long a name is, on a phone, a tablet or a screen', async ({
  admin,
  system,
}) => {
  await makeUser(admin, system, { name: longName, role: 'operator' })
  const { page, goTo } = admin
  await goTo('/users')
  await page.getByRole('link', { name: longName }).first().click()
  const sheet = page.getByRole('dialog')
  for (const size of sizes) {
    await page.setViewportSize(size)
    await expect(sheet.getByRole('button', { name: 'Disable login' })).toBeInViewport({ ratio: 0.1 })
    expect(await sheet.evaluate(box => box.scrollWidth - box.clientWidth), `${size.width} pixels`).toBe(0)
  }
})

test('[WEB13] the theme is chosen once, holds over a reload and does not flash', async ({
  admin,
  open,
  system,
}) => {
  const door = await makeUser(admin, system, { name: 'Tamara Theme', role: 'operator' })
  const { page, goTo } = await open(null, { colorScheme: 'dark' })
  await signIn(page, system, door)
  await page.getByRole('button', { name: /Your login/ }).click()
  const saved = page.waitForResponse(
    r => r.url().endsWith('/api/auth/me') && r.request().method() === 'PATCH',
  )
  await page.getByRole('menuitemradio', { name: 'Light' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  expect((await saved).ok()).toBe(true)
  // Before any script of the app has run, the page has its theme.
  const cut = await page.context().newPage()
  await cut.route('**/assets/*.js', route => route.abort())
  await cut.goto(system.url)
  await expect(cut.locator('html')).toHaveAttribute('data-theme', 'light')
  await cut.close()
  await goTo('/settings')
  await expect(page.getByLabel('Theme', { exact: true })).toHaveValue('light')
})

test('[WEB13] the language is chosen once and holds, also on another device', async ({
  admin,
  open,
  system,
}) => {
  const door = await makeUser(admin, system, { name: 'Lola Language', role: 'operator' })
  const first = await open(null)
  await signIn(first.page, system, door)
  await first.page.getByRole('button', { name: /Your login/ }).click()
  const saved = first.page.waitForResponse(r => r.request().method() === 'PATCH')
  await first.page.getByRole('menuitemradio', { name: 'O‘zbekcha' }).click()
  await expect(first.page.getByRole('heading', { name: 'Tizim' })).toBeVisible()
  await saved
  await first.page.reload()
  await expect(first.page.getByRole('heading', { name: 'Tizim' })).toBeVisible()
  await expect(first.page.locator('html')).toHaveAttribute('lang', 'uz')

  const second = await open(null)
  await signIn(second.page, system, door)
  await expect(second.page.getByRole('heading', { name: 'Tizim' })).toBeVisible()
})
