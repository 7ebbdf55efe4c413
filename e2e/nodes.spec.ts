import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fleetIsHere } from './harness/devices.ts'
import { expect, test } from './harness/fixtures.ts'
import { until } from './harness/system.ts'

/** A device of a provider, as it is installed: it knows the link and nothing else. */
function device(link: string) {
  const state = mkdtempSync(join(tmpdir(), 'traffix-device-'))
  const args = ['node-agent/main.ts', '--link', link, '--state', state]
  const agent = spawn(process.execPath, args, { cwd: join(import.meta.dirname, '..'), stdio: 'ignore' })
  const ended = once(agent, 'exit')
  return async () => {
    agent.kill('SIGTERM')
    await ended
    rmSync(state, { recursive: true, force: true })
  }
}

test('[WEB26] an operator makes a code to scan, approves the device that came with it, suspends it, and revokes a code', async ({
  operator,
  system,
}) => {
  const { page } = operator
  const note = `Shelf ${Date.now()}`
  const dialog = page.getByRole('dialog')
  const makeCode = async (words: string) => {
    await page.getByRole('button', { name: 'Enroll devices' }).click()
    await dialog.getByLabel('Note').fill(words)
    await dialog.getByRole('button', { name: 'Make the code' }).click()
    await expect(page.getByTestId('code')).toHaveText(/^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/)
    await expect(page.getByRole('img', { name: 'The link as a QR code' }).locator('svg')).toBeVisible()
    const link = await page.getByTestId('link').innerText()
    await page.getByRole('button', { name: 'I have it' }).click()
    return link
  }
  await operator.goTo('/nodes')
  const link = await makeCode(note)
  expect(link).toMatch(/^traffix:\/\/enroll\?edge=.+&code=.+&pin=.+/)
  await page.getByRole('radiogroup', { name: 'Status' }).getByText('Pending').click()
  await expect(page).toHaveURL(/status=pending/)

  await fleetIsHere(page, system)
  const pending = async () => {
    const answer = await page.request.get(`${system.url}/api/nodes?status=pending`)
    return ((await answer.json()) as { items: { id: string }[] }).items.map(it => it.id)
  }
  const before = await pending()
  const leave = device(link)
  try {
    // By the end of its id: others of its name are there.
    let id = ''
    await until('it has come', async () => {
      id = (await pending()).find(it => !before.includes(it))?.slice(-6) ?? ''
      return id !== ''
    })
    await page.getByRole('row').filter({ hasText: id }).getByRole('button').first().click()
    await dialog.getByRole('button', { name: 'Approve' }).click()
    await expect(dialog).toContainText(id)
    await dialog.getByRole('button', { name: 'Approve' }).click()
    await expect(page.getByText(/ was approved\./).first()).toBeVisible()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Clear filters' }).first().click()
    const row = page.getByRole('row').filter({ hasText: id })
    await expect(row).toContainText('Online', { timeout: 5_000 })

    await row.getByRole('button').first().click()
    await expect(dialog).toContainText('Connectedyes')
    await dialog.getByRole('button', { name: 'Suspend' }).click()
    await dialog.getByLabel('Reason').fill('moves house')
    await dialog.getByRole('button', { name: 'Suspend' }).click()
    await expect(dialog).toContainText(/StatusSuspended.*moves house/)
    await page.keyboard.press('Escape')
    await expect(row).toContainText('Suspended')
  } finally {
    await leave()
  }

  await page.getByRole('tab', { name: 'Enrollment codes' }).click()
  await expect(page).toHaveURL(/tab=codes/)
  await expect(page.getByRole('row').filter({ hasText: note })).toContainText('Used up')
  await makeCode('for nobody')
  const code = page.getByRole('row').filter({ hasText: 'for nobody' })
  await expect(code).toContainText('Active')
  await code.getByRole('button', { name: /^Revoke/ }).click()
  await dialog.getByRole('button', { name: 'Revoke' }).click()
  await expect(code).toContainText('Revoked')
  await expect(code.getByRole('button', { name: /^Revoke/ })).toHaveCount(0)
})
