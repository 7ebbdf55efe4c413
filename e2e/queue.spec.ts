import type { Page } from '@playwright/test'
import type { Node } from '#protocol/rest/nodes.ts'
import { devices, fleetIsHere, report } from './harness/devices.ts'
import { expect, test } from './harness/fixtures.ts'
import { type System, until } from './harness/system.ts'

const rows = (page: Page) => page.getByRole('list', { name: 'Waiting devices' }).locator('[data-node]')
const detail = (page: Page) => page.getByTestId('queue-detail')

async function nodes(page: Page, system: System, query: string): Promise<Node[]> {
  const answer = await page.request.get(`${system.url}/api/nodes?${query}`)
  return ((await answer.json()) as { items: Node[] }).items
}
async function nodeOf(page: Page, system: System, id: string): Promise<Node> {
  const answer = await page.request.get(`${system.url}/api/nodes/${id}`)
  return ((await answer.json()) as { node: Node }).node
}
const idOf = async (page: Page, n: number) => (await rows(page).nth(n).getAttribute('data-node'))!
/** Whoever came with the demo, or was left by an earlier test, is turned away. */
async function emptyQueue(page: Page, system: System) {
  await fleetIsHere(page, system)
  const ids = (await nodes(page, system, 'status=pending&limit=200')).map(it => it.id)
  if (ids.length > 0)
    await page.request.post(`${system.url}/api/nodes/decide`, { data: { ids, status: 'rejected' } })
}

test('[WEB38] [WEB40] a device that comes is in the queue and in the navigation without a reload, and what is found of it as well', async ({
  operator,
  system,
}) => {
  const { page, goTo } = operator
  await goTo('/nodes/queue')
  await emptyQueue(page, system)
  await expect(page.getByRole('heading', { name: 'Nobody waits' })).toBeVisible()
  const link = page.getByRole('link', { name: 'Approvals' })
  await expect(link).not.toContainText('1')

  const leave = await devices(page, system, 1)
  try {
    await until('the device has come', async () => (await nodes(page, system, 'status=pending')).length === 1)
    await expect(rows(page)).toHaveCount(1)
    await expect(link).toContainText('1 waits')

    // Through the edge of this machine: it is judged, and why it cannot be said is said.
    await expect(rows(page).first()).toContainText('Unknown')
    await expect(detail(page)).toContainText('Its address is a private one')
    await expect(detail(page).getByRole('list', { name: 'Score' })).toContainText(/Latency.*12 of 12 points/)

    const id = await idOf(page, 0)
    await report(system, [
      {
        ...{ kind: 'measured', node: id, edge: 'edge-1', at: Date.now(), tunnel: '213.230.96.14' },
        ...{ exit: '95.216.10.7', exitFault: null, rttMs: 40, bytesPerSecond: 2_000_000, from: null },
        ...{ timeZone: 'Asia/Tashkent', path: { mtu: 1_500, tunnel: false }, network: null },
        ...{ opened: 0, failed: 0 },
      },
    ])
    await expect(rows(page).first()).not.toContainText('Unknown')
    const reasons = detail(page).getByRole('list', { name: 'What speaks against it' })
    await expect(reasons).toContainText(/tunnel 213\.230\.96\.14, exit 95\.216\.10\.7.*\+\d+/)
    // It is judged anew whenever a database of networks has come: the page says what holds now.
    await expect(async () => {
      const { verdict, score } = (await nodeOf(page, system, id)).checks
      const told = verdict!.signals.length + (verdict!.unknown === null ? 0 : 1)
      await expect(reasons.getByRole('listitem')).toHaveCount(told, { timeout: 1_500 })
      await expect(detail(page)).toContainText(`suspicion ${verdict!.suspicion} of 100`, { timeout: 1_500 })
      await expect(detail(page)).toContainText(`${score!.points}`, { timeout: 1_500 })
    }).toPass({ timeout: 20_000 })

    // Somebody else decides: it leaves by itself.
    await page.request.post(`${system.url}/api/nodes/${id}/reject`, { data: { reason: 'not a home' } })
    await expect(page.getByRole('heading', { name: 'Nobody waits' })).toBeVisible({ timeout: 3_000 })
    await expect(link).not.toContainText('waits')
  } finally {
    await leave()
  }
})

test('[WEB39] keys walk, approve and reject with a reason; the next device is chosen, and no key decides while somebody types', async ({
  operator,
  system,
}) => {
  const { page, goTo } = operator
  await emptyQueue(page, system)
  const leave = await devices(page, system, 4)
  try {
    await goTo('/nodes/queue')
    await expect(rows(page)).toHaveCount(4, { timeout: 20_000 })
    const [first, second, third, fourth] = await Promise.all([0, 1, 2, 3].map(n => idOf(page, n)))
    const chosen = rows(page).locator('[aria-current]')

    await page.keyboard.press('a')
    await expect(page.getByText(/ was approved\.$/)).toBeVisible()
    await expect(rows(page)).toHaveCount(3)
    await until('it carries', async () => (await nodeOf(page, system, first!)).status === 'approved', 5_000)
    await expect(page.getByRole('link', { name: 'See the node' })).toHaveAttribute(
      'href',
      `/nodes?node=${first}`,
    )
    await expect(rows(page).first().locator('[aria-current]')).toHaveCount(1)

    await page.keyboard.press('n')
    await expect(rows(page).nth(1).locator('[aria-current]')).toHaveCount(1)
    await page.keyboard.press('ArrowUp')
    await expect(rows(page).first().locator('[aria-current]')).toHaveCount(1)

    await page.keyboard.press('r')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('anna a raran')
    await page.keyboard.press('Enter')
    await expect(dialog).toHaveCount(0)
    await expect(page.getByText(/ was rejected\.$/)).toBeVisible()
    await expect(rows(page)).toHaveCount(2)
    expect(await idOf(page, 0)).toBe(third)
    await until(
      'it was rejected for that reason',
      async () => (await nodeOf(page, system, second!)).decided?.reason === 'anna a raran',
      5_000,
    )

    await page.keyboard.press('x')
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await expect(page.getByText('2 selected')).toBeVisible()
    await page.keyboard.press('a')
    await expect(page.getByText('2 devices were approved.')).toBeVisible()
    await expect(page.getByRole('heading', { name: 'Nobody waits' })).toBeVisible()
    for (const id of [third, fourth])
      await until('both carry', async () => (await nodeOf(page, system, id!)).status === 'approved', 5_000)
    await expect(chosen).toHaveCount(0)
  } finally {
    await leave()
  }
})

test('[WEB39] several are selected and rejected together by pointer, and a chord to another page decides nothing', async ({
  operator,
  system,
}) => {
  const { page, goTo } = operator
  await emptyQueue(page, system)
  const leave = await devices(page, system, 3)
  try {
    await goTo('/nodes/queue')
    await expect(rows(page)).toHaveCount(3, { timeout: 20_000 })
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await expect(page.getByRole('heading', { name: 'Accounts' })).toBeVisible()
    expect(await nodes(page, system, 'status=pending')).toHaveLength(3)

    await page.goBack()
    await page.getByRole('checkbox', { name: 'Select all' }).check()
    await page
      .getByRole('checkbox', { name: /^Select / })
      .nth(1)
      .uncheck()
    await expect(page.getByText('2 selected')).toBeVisible()
    await page.getByRole('button', { name: 'Reject', exact: true }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Reject 2 devices?' })
    await dialog.getByLabel('Reason').fill('a box of phones')
    await dialog.getByRole('button', { name: 'Reject' }).click()
    await expect(rows(page)).toHaveCount(1)
    await until(
      'one waits still',
      async () => (await nodes(page, system, 'status=pending')).length === 1,
      5_000,
    )
    await emptyQueue(page, system)
  } finally {
    await leave()
  }
})

test('[WEB40] [WEB41] [WEB42] the sheet of a node shows its checks, its history and its rules, and sets and inherits a rule', async ({
  admin,
  system,
}) => {
  const { page, goTo } = admin
  const [node] = await nodes(page, system, 'status=approved&online=true')
  await until('it was tested', async () => (await nodeOf(page, system, node!.id)).checks.selfTest !== null)
  await goTo(`/nodes?node=${node!.id}`)
  const sheet = page.getByRole('dialog')
  await expect(sheet.getByRole('heading', { name: 'Traffic of the last minutes' })).toBeVisible()
  await expect(sheet).toContainText('Connectedyes')

  await sheet.getByRole('tab', { name: 'Checks' }).click()
  await expect(sheet.getByRole('list', { name: 'Score' }).getByRole('listitem')).toHaveCount(6)
  const tries = sheet.getByRole('list', { name: 'Tried addresses' })
  await expect(tries).toContainText('Cloud metadata')
  await expect(tries.getByText('Refused').first()).toBeVisible()
  await expect(sheet).toContainText('Traffic leaves from')

  await sheet.getByRole('tab', { name: 'History' }).click()
  await expect(sheet.getByRole('img', { name: /^There: / })).toBeVisible()
  await expect(sheet).toContainText('still there')
  await sheet.getByRole('tab', { name: '7 days' }).click()
  await expect(sheet).toContainText('still there')

  await sheet.getByRole('tab', { name: 'Rules' }).click()
  const rule = sheet.getByRole('listitem').filter({ hasText: 'Sessions at once' })
  await expect(rule).toContainText('From: all nodes')
  await expect(rule.getByRole('textbox')).toBeDisabled()
  await rule.getByRole('button', { name: /^Set here/ }).click()
  await rule.getByRole('textbox').fill('many')
  await sheet.getByRole('button', { name: 'Save the rules' }).click()
  await expect(rule).toContainText('A whole number above zero')
  await rule.getByRole('textbox').fill('7')
  await sheet.getByRole('button', { name: 'Save the rules' }).click()
  await expect(page.getByText(/^The rules of .* were saved\.$/)).toBeVisible()
  expect((await nodeOf(page, system, node!.id)).ownPolicy).toEqual({ maxSessions: 7 })
  await rule.getByRole('button', { name: /^Inherit/ }).click()
  await expect(rule.getByRole('textbox')).toHaveValue('')
  await sheet.getByRole('button', { name: 'Save the rules' }).click()
  await until(
    'it is inherited',
    async () => Object.keys((await nodeOf(page, system, node!.id)).ownPolicy).length === 0,
    5_000,
  )

  await sheet.getByRole('tab', { name: 'Decisions' }).click()
  await expect(sheet.getByRole('list', { name: 'Decisions' })).toContainText(/changed the rules of/)
})

test('[WEB43] the list says how many there are of each kind, and its address keeps what was asked for', async ({
  operator,
  system,
}) => {
  const { page, goTo } = operator
  await goTo('/nodes')
  const approved = (await nodes(page, system, 'status=approved&limit=200')).length
  const chips = page.getByRole('radiogroup', { name: 'Status' })
  await expect(chips.getByText(`Approved${approved}`)).toBeVisible()
  await chips.getByText('Approved').click()
  await page.getByLabel('Order').selectOption('-score')
  await page.getByRole('button', { name: 'More filters' }).click()
  await page.getByLabel('Battery from, %').fill('30')
  await expect(page).toHaveURL(/batteryFrom=0\.3/)
  await expect(page).toHaveURL(/status=approved/)
  await expect(page).toHaveURL(/sort=-score/)
  await page.reload()
  await expect(page.getByLabel('Battery from, %')).toHaveValue('30')
  const found = await nodes(page, system, 'status=approved&batteryFrom=0.3&sort=-score&limit=200')
  await expect(page.getByRole('row')).toHaveCount(Math.min(50, found.length) + 1)
})

test('[WEB44] on any page staff are told that the checks suspended a node, and the notice leads to it', async ({
  operator,
  system,
}) => {
  const { page, goTo } = operator
  await goTo('/settings')
  const [node] = await nodes(page, system, 'status=approved&online=true&sort=name')
  await report(system, [
    {
      ...{ kind: 'tested', node: node!.id, edge: 'edge-1', at: Date.now() },
      tries: [{ range: 'private', target: '192.168.1.1:80', result: 'reached', answer: 'ok' }],
    },
  ])
  await expect(page.getByText(`The checks suspended ${node!.name}`)).toBeVisible({ timeout: 5_000 })
  await page.getByRole('link', { name: 'See the node' }).click()
  const sheet = page.getByRole('dialog')
  await expect(sheet).toContainText('192.168.1.1:80 was reached')
  await sheet.getByRole('button', { name: 'Let it carry again' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click()
  await until(
    'it carries again',
    async () => (await nodeOf(page, system, node!.id)).status === 'approved',
    5_000,
  )
})
