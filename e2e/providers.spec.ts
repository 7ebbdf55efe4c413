import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import jsQR from 'jsqr'
import { type Actor, expect, newAddress, test } from './harness/fixtures.ts'

const dialogOf = (page: Page) => page.getByRole('dialog')

async function addProvider({ page, goTo }: Actor, name: string, email = ''): Promise<string> {
  await goTo('/providers')
  await page.getByRole('button', { name: 'Add provider' }).click()
  await dialogOf(page).getByLabel('Name').fill(name)
  await dialogOf(page).getByLabel('Email').fill(email)
  await dialogOf(page).getByRole('button', { name: 'Add provider' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  return new URL(page.url()).pathname
}

/** Makes the link to the consent page on a provider's page; it is shown once. */
async function askConsent(page: Page): Promise<URL> {
  await page.getByRole('button', { name: 'Ask for consent' }).click()
  await dialogOf(page).getByRole('button', { name: 'Make the link' }).click()
  const url = new URL(await page.getByTestId('consent-link').innerText())
  await page.getByRole('button', { name: 'Done' }).click()
  return url
}

/** What a camera reads of what is on the screen. */
async function scan(page: Page, code: Locator): Promise<string | undefined> {
  const shot = (await code.screenshot()).toString('base64')
  // Browser's code, so that the types here stay Node's.
  const { width, height, data } = await page.evaluate<{
    width: number
    height: number
    data: number[]
  }>(`(async () => {
    const bytes = Uint8Array.from(atob('${shot}'), it => it.charCodeAt(0))
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const pen = new OffscreenCanvas(image.width, image.height).getContext('2d')
    pen.drawImage(image, 0, 0)
    const { width, height, data } = pen.getImageData(0, 0, image.width, image.height)
    return { width, height, data: [...data] }
  })()`)
  return jsQR(Uint8ClampedArray.from(data), width, height)?.data
}

const spill = `document.documentElement.scrollWidth - document.documentElement.clientWidth`
const sizes = [
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
]
async function expectGoodLooks(page: Page, where: string) {
  for (const size of sizes) {
    await page.setViewportSize(size)
    expect(await page.evaluate(spill), `${where}, ${size.width} pixels`).toBe(0)
  }
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
    expect(
      violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ')).join(', ')}`),
      `${where}, ${colorScheme}`,
    ).toEqual([])
  }
}

test('[WEB48] an admin adds a provider, changes the contact, writes down a consent on paper, and finds it again; an operator reads the same and changes nothing', async ({
  admin,
  operator,
}) => {
  const { page } = admin
  const dialog = dialogOf(page)
  const name = `River homes ${Date.now()}`
  const path = await addProvider(admin, name)
  await expect(page.getByText('No consent yet')).toBeVisible()

  await page.getByRole('button', { name: 'Edit' }).click()
  await dialog.getByLabel('Email').fill('nobody')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByText('Enter an address like')).toBeVisible()
  await dialog.getByLabel('Email').fill('River@Example.com')
  await dialog.getByLabel('Note').fill('Two phones in the shop')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('link', { name: 'river@example.com' })).toBeVisible()
  await expect(page.getByText('Two phones in the shop')).toBeVisible()

  await page.getByRole('button', { name: 'Record one on paper' }).click()
  await dialog.getByRole('button', { name: 'Record one on paper' }).click()
  await expect(dialog.getByText('Fill this in.')).toBeVisible()
  await dialog.getByLabel('Version of the text').fill('2026-05')
  await dialog.getByLabel('Signed on').fill('2026-05-04')
  await dialog.getByLabel('Note').fill('signed in the shop')
  await dialog.getByRole('button', { name: 'Record one on paper' }).click()
  const consents = page.getByRole('list', { name: 'Consents, newest first' })
  await expect(consents).toContainText(
    /Text 2026-05.*4 May 2026.*on paper, written down by .*signed in the shop/,
  )
  await expectGoodLooks(page, 'a provider')

  await admin.goTo('/providers')
  await page.getByRole('searchbox').fill('river@exam')
  const row = page.getByRole('row').filter({ hasText: name })
  await expect(row).toContainText(/2026-05.*no nodes yet.*Running/)
  await page.getByLabel('State').selectOption('stopped')
  await expect(row).toHaveCount(0)

  await operator.goTo(path)
  await expect(operator.page.getByText('Two phones in the shop')).toBeVisible()
  for (const button of ['Edit', 'Ask for consent', 'Record one on paper', 'Save the rules'])
    await expect(operator.page.getByRole('button', { name: button })).toHaveCount(0)
  await operator.goTo('/providers')
  await expect(operator.page.getByRole('row').filter({ hasText: name })).toBeVisible()
  await expect(operator.page.getByRole('button', { name: 'Add provider' })).toHaveCount(0)
})

test('[WEB49] a provider opens the mailed link on a phone, without a login, reads the text in their language and agrees; staff see which words, when and from where', async ({
  admin,
  open,
  system,
}) => {
  const email = newAddress('home')
  await addProvider(admin, `Hill homes ${Date.now()}`, email)
  const link = await askConsent(admin.page)
  const mail = await system.outbox.next(email)
  expect([mail.path, mail.token]).toEqual([link.pathname, link.searchParams.get('token')])

  const visitor = await open(null, {
    viewport: { width: 390, height: 844 },
    tolerate: [/status of 4(00|09)/],
  })
  const { page } = visitor
  await visitor.goTo(link.pathname + link.search)
  await expect(page.getByText('What they do not do.')).toBeVisible()
  // Nobody who looks over a shoulder, and no history, has the token.
  await expect(page).toHaveURL(`${system.url}/consent`)
  await page.reload()
  await expect(page.getByText('What they do not do.')).toBeVisible()
  await expectGoodLooks(page, 'the consent')
  await page.setViewportSize(sizes[0]!)
  await page.getByLabel('Language').selectOption('ru')
  await expect(page.getByText('Чего они не делают.')).toBeVisible()
  await page.getByLabel('Язык').selectOption('en')
  await expect(page.getByText('What they do not do.')).toBeVisible()

  await page.getByRole('button', { name: 'I agree' }).click()
  await expect(page.getByText('Tick that you have read it first.')).toBeVisible()
  await page.getByLabel('I have read this').check()
  await page.getByRole('button', { name: 'I agree' }).click()
  await expect(page.getByRole('heading', { name: 'Thank you' })).toBeVisible()
  await expect(page.getByText('2026-11', { exact: true })).toBeVisible()
  await expectGoodLooks(page, 'the thanks')
  await page.getByRole('button', { name: 'Read the text again' }).click()
  await expect(page.getByText(/You agreed to the text 2026-11 on/)).toBeVisible()

  const consents = admin.page.getByRole('list', { name: 'Consents, newest first' })
  await expect(consents).toContainText(/Text 2026-11.*Latest.*on the page, from 127\.0\.0\.1/)

  // Another one voids it.
  await askConsent(admin.page)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'This link is not valid any more' })).toBeVisible()
  await expectGoodLooks(page, 'a link that is over')
})

test('[WEB50] a code for a provider’s devices is on the screen as a picture that is read in either theme, as a command, and as one page to print', async ({
  admin,
}) => {
  const { page } = admin
  const dialog = dialogOf(page)
  const name = `Lake homes ${Date.now()}`
  const path = await addProvider(admin, name)
  await page.getByRole('button', { name: 'Enroll devices' }).click()
  await expect(dialog.getByLabel('Provider')).toBeDisabled()
  await expect(dialog.getByText('This provider has not agreed yet.')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Devices' }).fill('3')
  await dialog.getByRole('button', { name: 'Make the code' }).click()
  const link = await page.getByTestId('link').innerText()
  await expect(page.getByTestId('command')).toHaveText(`npm run agent -- --link '${link}'`)
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    expect(await scan(page, dialog.getByRole('img', { name: 'The link as a QR code' })), colorScheme).toBe(
      link,
    )
  }
  const saved = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save the picture' }).click()
  expect((await saved).suggestedFilename()).toMatch(/^traffix-\w{4}\.png$/)

  const sheet = page.getByTestId('sheet')
  await expect(sheet).toBeHidden()
  await page.emulateMedia({ media: 'print' })
  await expect(sheet).toBeVisible()
  await expect(dialog).toBeHidden()
  await expect(page.locator('#main')).toBeHidden()
  await expect(sheet).toContainText(await page.getByTestId('code').innerText())
  await expect(sheet).toContainText(/Good for 3 devices.*waits until it is approved/)
  expect(await scan(page, sheet.locator('svg').last())).toBe(link)
  await page.emulateMedia({ media: 'screen' })
  await dialog.getByRole('button', { name: 'I have it' }).click()

  const codes = page.getByRole('table', { name: 'Enrollment codes' })
  await expect(codes.getByRole('row')).toHaveCount(2)
  await expect(codes).toContainText(/Active.*0 of 3/)
  await admin.goTo('/nodes?tab=codes')
  await expect(codes.getByRole('row').nth(2)).toBeVisible()
  await page.getByLabel('Provider').selectOption({ label: name })
  await expect(codes.getByRole('row')).toHaveCount(2)
  await expect(page).toHaveURL(new RegExp(`provider=${path.split('/').pop()}`))
})

test('[WEB51] an operator stops all nodes of a provider, told how many nodes and connections that ends, and lets them carry again', async ({
  operator,
}) => {
  const { page } = operator
  const dialog = dialogOf(page)
  await operator.goTo('/providers')
  await page.getByRole('link', { name: 'Home Grid' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Home Grid' })).toBeVisible()
  const path = new URL(page.url()).pathname
  await page.getByRole('button', { name: 'Stop all nodes' }).click()
  await expect(dialog).toContainText(/Nodes that stop[1-9]\d*Connections that end\d+/)
  await dialog.getByLabel('Reason').fill('they move house')
  await dialog.getByRole('button', { name: 'Stop all nodes' }).click()
  const banner = page.getByTestId('stopped')
  await expect(banner).toContainText(/All nodes are stopped.*Since .*, by operator@.*they move house/)
  try {
    await expectGoodLooks(page, 'a stopped provider')
    await page.getByRole('link', { name: /online$/ }).click()
    await expect(page).toHaveURL(/\/nodes\?provider=/)
    const row = page.getByRole('row').filter({ hasText: 'Home Grid' })
    await expect(row.filter({ hasText: 'Stopped' }).first()).toBeVisible()
    await expect(row.filter({ hasText: 'Online' })).toHaveCount(0)
    await expect(page.getByRole('row').filter({ hasText: 'Pocket Nodes' })).toHaveCount(0)
    await row.getByRole('button').first().click()
    await expect(dialog).toContainText('Home Grid is stopped')
  } finally {
    await operator.goTo(path)
    await banner.getByRole('button', { name: 'Let them carry again' }).click()
    await dialog.getByRole('button', { name: 'Let them carry again' }).click()
  }
  await expect(banner).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Stop all nodes' })).toBeVisible()
})
