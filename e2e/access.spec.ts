import { once } from 'node:events'
import { expect, test } from './harness/fixtures.ts'
import { makeProgram, statusOf, through } from './harness/program.ts'

test('[WEB24] a customer makes a proxy user, takes the password that is shown once, and connects with what the builder says', async ({
  customer,
  system,
}) => {
  const { page } = customer
  await customer.goTo('/access')
  await page.getByRole('button', { name: 'New proxy user' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Login').fill('browser.test')
  await dialog.getByLabel(/Connections at once/).fill('50')
  await dialog.getByRole('button', { name: 'New proxy user' }).click()
  const password = await page.getByTestId('password').innerText()
  expect(password).toMatch(/^[A-Za-z0-9]{24}$/)
  await page.getByRole('button', { name: 'I have it' }).click()
  await expect(page.getByRole('row', { name: /browser\.test/ })).toContainText('50 connections')

  await page.getByLabel('Country').selectOption('us')
  await page.getByLabel('Keep the same node').check()
  await expect(page.getByTestId('username')).toHaveText('browser.test-country-us-session-cart1')
  await expect(page.getByRole('tabpanel')).toContainText(
    `browser.test-country-us-session-cart1:${password}@127.0.0.1:`,
  )
  await page.getByRole('button', { name: 'Test the connection' }).click()
  await expect(page.getByText(/It works: answer 200/)).toBeVisible()

  const username = await page.getByTestId('username').innerText()
  expect(await statusOf(system, username, password, '/')).toBe(200)

  await page
    .getByRole('row', { name: /browser\.test/ })
    .getByRole('button', { name: 'New password' })
    .click()
  await page.getByRole('dialog').getByRole('button', { name: 'New password' }).click()
  await expect(page.getByTestId('password')).not.toHaveText(password)
  await expect.poll(() => statusOf(system, username, password, '/')).toBe(407)
})

test('[WEB25] what a program has open is on the page as it flows, says why it goes over its node, and is cut by a press', async ({
  customer,
  system,
}) => {
  const { page } = customer
  const { login, password } = await makeProgram(page, system, `seen.${Date.now()}`)
  await customer.goTo(`/sessions?search=${login}`)
  await expect(page.getByText('Nothing fits these filters')).toBeVisible()

  const asked = through(system, `${login}-session-seen`, password, '/trickle/300')
  const [answer] = (await once(asked, 'response')) as [NodeJS.ReadableStream & NodeJS.EventEmitter]
  const gone = new Promise(resolve => answer.once('close', resolve))
  answer.on('error', () => {}).resume()
  const row = page.getByRole('row').filter({ hasText: login })
  await expect(row).toContainText(/[1-9]\d*\sB\/s/)
  await row.getByRole('button').first().click()
  await expect(page.getByRole('dialog')).toContainText(/Why this node(best of those drawn|the only node)/)
  await page.keyboard.press('Escape')

  await row.getByRole('button', { name: /^Cut the session/ }).click()
  await gone
  // The pointer is still on it: the row stays where it was.
  await expect(row).toContainText('Ended')
  await page.getByRole('tab', { name: 'Ended' }).click()
  await expect(page).toHaveURL(/state=ended/)
  await expect(row).toContainText('Cut by hand')
})
