import type { Page } from '@playwright/test'
import { type Actor, expect, goodPassword, linkOf, newAddress, signIn, test } from './harness/fixtures.ts'
import { curl, makeProgram } from './harness/program.ts'
import type { System } from './harness/system.ts'

type Open = (who: null) => Promise<Actor>

/** A customer whom nobody else has anything to do with, so that every byte is their program's. */
async function newcomer(open: Open, system: System, company: string) {
  const actor = await open(null)
  const { page } = actor
  const email = newAddress('usage')
  const asked = await page.request.post(`${system.url}/api/auth/register`, {
    data: { email, password: goodPassword, name: 'Umida Usage', company, timeZone: 'Asia/Tashkent' },
  })
  expect(asked.status()).toBe(202)
  await page.goto(linkOf(system, await system.outbox.next(email)))
  await expect(page.getByRole('heading', { name: 'Address confirmed' })).toBeVisible()
  await signIn(page, system, { email, password: goodPassword })
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible()
  return { ...actor, program: await makeProgram(page, system, `umida.${Date.now()}`) }
}

const bytesOf = async (page: Page, id: string) =>
  Number(await page.getByTestId(id).first().getAttribute('data-bytes'))

/** Of a CSV file that the page links to: the sum of its last column. */
async function csvSum(page: Page, system: System, name: string) {
  const href = await page.getByRole('link', { name, exact: true }).first().getAttribute('href')
  const answer = await page.request.get(system.url + href)
  expect(answer.headers()['content-type']).toContain('text/csv')
  expect(answer.headers()['content-disposition']).toContain('attachment')
  const [head, ...lines] = (await answer.text()).trim().split('\r\n')
  expect(head).toContain('total_bytes')
  return lines.reduce((sum, line) => sum + Number(line.split(',').at(-1)), 0)
}

test('[WEB32] curl moves the customer’s chart while the page lies there, from an empty page on', async ({
  open,
  system,
}) => {
  const { page, program } = await newcomer(open, system, 'Chart Ltd')
  await expect(page.getByRole('heading', { name: 'Nothing has been carried this month' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Make a login' })).toHaveAttribute('href', '/access')
  await expect(page.getByText('Live', { exact: true }).first()).toBeVisible()

  const body = 4_000_000
  // Before the request: the second that carries it may be told while its end is still read here.
  const seen = page.evaluate(`new Promise(done => {
    const until = Date.now() + 30_000
    const look = () => {
      const chart = document.querySelector('[data-testid="chart"]')
      const drawn = Number(chart?.dataset.bytes) > 0 && chart.querySelector('.recharts-area-curve')
      if (drawn || Date.now() > until) done(Boolean(drawn))
      else requestAnimationFrame(look)
    }
    look()
  })`)
  expect(await curl(system, program, `/bytes/${body}`)).toBe(body)
  expect(await seen, 'it is drawn').toBe(true)
  // All of it, and to the byte for whoever asks second by second.
  await expect.poll(() => bytesOf(page, 'chart')).toBeGreaterThan(body)
  const slider = page.getByRole('slider', { name: 'The last 5 minutes' })
  await slider.focus()
  await page.keyboard.press('End')
  await expect(slider).toHaveAttribute('aria-valuetext', /: received [\d,]+ bytes?, sent [\d,]+ bytes?$/)
})

test('[WEB33] the live chart, today’s figure, the Usage page and the CSV say the same bytes', async ({
  open,
  system,
}) => {
  const { page, goTo, program } = await newcomer(open, system, 'Same Bytes Ltd')
  const sizes = [1_000_000, 123_457, 7]
  for (const size of sizes) expect(await curl(system, program, `/bytes/${size}`)).toBe(size)
  const bodies = sizes.reduce((sum, it) => sum + it, 0)
  // The chart counts by the second and today's figure is what the ledger has posted: two ways to the same sum.
  await expect
    .poll(async () => {
      const [live, today, month] = await Promise.all(['chart', 'today', 'month'].map(it => bytesOf(page, it)))
      return live! > bodies && live === today && today === month
    })
    .toBe(true)
  const bytes = await bytesOf(page, 'today')
  await expect(page.getByTestId('metered')).toContainText('Metered bytes are the payload bytes')
  await expect(page.getByText('Days and months of Asia/Tashkent')).toBeVisible()

  for (const range of ['hour', 'day', 'month', 'year']) {
    await goTo(`/usage?range=${range}`)
    await expect(page.getByTestId('total')).toHaveAttribute('data-bytes', String(bytes))
    expect(await csvSum(page, system, 'CSV'), `the CSV of ${range}`).toBe(bytes)
  }
  await expect(page.getByTestId('groups')).toHaveAttribute('data-by', 'country')
  expect(await csvSum(page, system, 'CSV: By country')).toBe(bytes)
  await page.getByRole('tab', { name: 'By proxy user' }).click()
  await expect(page.getByRole('row', { name: program.login })).toContainText('100.0%')
  await expect(page).toHaveURL(/by=proxyUser/)
  const ended = await page.request.get(`${system.url}/api/sessions?state=ended`)
  const { items } = (await ended.json()) as { items: { up: number; down: number }[] }
  expect(items.reduce((sum, it) => sum + it.up + it.down, 0)).toBe(bytes)
})

test('[WEB34] Traffic shows the network by edge and country, and the parts are the total', async ({
  operator,
  system,
}) => {
  const { page } = operator
  await operator.goTo('/traffic?range=hour')
  // Of a system that has only just started nothing may have been posted yet.
  await expect.poll(() => bytesOf(page, 'total'), { timeout: 60_000 }).toBeGreaterThan(0)
  await expect(page.getByRole('table', { name: 'By edge' })).toContainText('edge-1')
  await expect(page.getByRole('row', { name: /edge-1/ })).toContainText('100.0%')
  for (const [tab, row] of [
    ['By country', 'United States'],
    ['By provider', /%/],
    ['By account', /Silk Road/],
  ] as const) {
    await page.getByRole('tab', { name: tab }).click()
    await expect(page.getByRole('table', { name: tab })).toContainText(row)
  }
  // From the whole to one of its parts, and to another one, by the keys alone.
  await page.getByRole('link', { name: /Silk Road/ }).press('Enter')
  await expect(page.getByRole('heading', { name: 'Usage', level: 1 })).toBeFocused()
  await expect(page.locator('#main')).toContainText('Silk Road Travel')
  await page.getByRole('button', { name: 'Another account' }).press('Enter')
  await page.getByRole('searchbox', { name: 'Search accounts' }).fill('northwind')
  await page.getByRole('radio', { name: 'Northwind Research' }).press('Space')
  await page.getByRole('button', { name: 'Show its usage' }).press('Enter')
  await expect(page.locator('#main')).toContainText('Northwind Research')
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'Traffic', level: 1 })).toBeVisible()
  await page.getByRole('tab', { name: '30 days' }).click()
  await expect(page).toHaveURL(/range=month/)
  await expect.poll(() => bytesOf(page, 'total')).toBeGreaterThan(0)
  // The demo goes on meanwhile: what the two files say is compared with each other, of whole steps that are over.
  const asked = `${system.url}/api/usage?step=minute&from=${new Date(Date.now() - 600_000).toISOString()}&to=${new Date(
    Date.now() - 120_000,
  ).toISOString()}`
  const all = (await (await page.request.get(asked)).json()) as { total: { up: number; down: number } }
  for (const by of ['edge', 'country', 'provider', 'account']) {
    const { groups } = (await (await page.request.get(`${asked}&by=${by}`)).json()) as {
      groups: { up: number; down: number }[]
    }
    expect(
      groups.reduce((sum, it) => sum + it.up + it.down, 0),
      by,
    ).toBe(all.total.up + all.total.down)
  }
})

test('[WEB35] the live chart slides evenly between what is told once a second', async ({ customer }) => {
  const { page } = customer
  await customer.goTo('/overview')
  const slider = page.getByRole('slider', { name: 'The last 5 minutes' })
  await expect(slider.locator('.recharts-area-curve').first()).toBeVisible()
  // Where a mark of the time axis is, at every frame of four seconds; browser's code as text.
  const frames = await page.evaluate<[number, number][]>(`new Promise(done => {
    const slider = document.querySelector('#main [role="slider"]')
    const seen = []
    let mark
    const look = now => {
      const marks = [...slider.querySelectorAll('text')]
      mark ??= marks.at(-1)?.textContent
      const it = marks.find(one => one.textContent === mark)
      if (it) seen.push([now, it.getBoundingClientRect().left])
      if (now - seen[0][0] < 4000) requestAnimationFrame(look)
      else done(seen)
    }
    requestAnimationFrame(look)
  })`)
  const width = (await slider.boundingBox())!.width
  const pace = width / 300
  for (const [i, [at, x]] of frames.entries()) {
    const [atBefore, xBefore] = frames[i - 1] ?? [at, x]
    expect(x, 'never back').toBeLessThanOrEqual(xBefore + 0.01)
    // At most by so much faster than time, and the width of a hair.
    expect(xBefore - x, 'no jump').toBeLessThan(((at - atBefore) / 1000) * pace * 1.4 + 0.2)
  }
  const [first, last] = [frames[0]!, frames.at(-1)!]
  const moved = (first[1] - last[1]) / (((last[0] - first[0]) / 1000) * pace)
  expect(moved, 'of the way that time went').toBeGreaterThan(0.8)
  expect(moved).toBeLessThan(1.2)
})

test('[WEB37] an admin sets an account’s limits and zone, and its customer is told when one is reached', async ({
  open,
  admin,
  system,
}) => {
  const company = `Limits ${Date.now()}`
  const { page, program } = await newcomer(open, system, company)
  await admin.goTo(`/accounts?search=${encodeURIComponent(company)}`)
  await admin.page.getByRole('link', { name: company }).click()
  const sheet = admin.page.getByRole('dialog')
  await expect(sheet).toContainText('Limit of a daynone')
  await sheet.getByRole('button', { name: 'Change zone and limits' }).click()
  const dialog = admin.page.getByRole('dialog', { name: `Zone and limits of ${company}` })
  await dialog.getByLabel('GB a day').fill('nothing')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByText('A number above zero, or nothing')).toBeVisible()
  await dialog.getByLabel('GB a day').fill('0.001')
  await dialog.getByLabel('Time zone').selectOption('Europe/Berlin')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(sheet).toContainText('Limit of a day1.0 MB')
  await expect(sheet).toContainText('Europe/Berlin')

  await expect(page.getByTestId('today')).toContainText('0% of 1.0 MB')
  await expect(page.getByText('Days and months of Europe/Berlin')).toBeVisible()
  await curl(system, program, '/bytes/900000')
  await expect(page.getByText(/80 % of today’s limit of 1\.0 MB is used/)).toBeVisible({ timeout: 60_000 })
})
