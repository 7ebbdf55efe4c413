import type { Page } from '@playwright/test'
import { expect, test } from './harness/fixtures.ts'

const stage = (page: Page) => page.getByTestId('stage')
const grid = (page: Page) => page.getByRole('grid', { name: 'Nodes of the map' })
const tip = (page: Page) => page.getByTestId('tip')
const shownOn = async (page: Page) => Number(await page.getByTestId('shown').getAttribute('data-count'))
const totalOf = async (page: Page) => Number(await page.getByTestId('total').getAttribute('data-count'))
const cameraIn = (page: Page) => new URL(page.url()).searchParams.get('at')
const zoomIn = (page: Page) => Number(cameraIn(page)?.split(',')[2])

async function drawn(page: Page) {
  await expect(stage(page)).toHaveAttribute('data-state', 'drawn')
  await expect.poll(() => shownOn(page)).toBeGreaterThan(0)
}

/** Until two looks, so far apart, see the same; null is nothing to see yet. */
async function rests<T>(look: () => T | null | Promise<T | null>, everyMs: number, timeout?: number) {
  let before: T | null = null
  const isSame = async () => {
    const now = await look()
    const same = now !== null && now === before
    before = now
    return same
  }
  await expect.poll(isSame, { intervals: [everyMs], ...(timeout && { timeout }) }).toBe(true)
}

/** The address says where the map is when it has come to rest there: looked at further apart than it is written. */
const stands = (page: Page) => rests(() => cameraIn(page), 500)

/** The demo's devices come in one by one; counts are asked for every few seconds. */
async function settled(page: Page) {
  const listed = async () => {
    const total = await totalOf(page)
    return (await shownOn(page)) <= total ? total : null
  }
  await rests(listed, 6_000, 90_000)
}

/** Points here and there, from the middle outwards, until something is told. */
async function findOnMap(page: Page, words: RegExp) {
  const box = (await stage(page).boundingBox())!
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  for (let i = 0; i < 1_500; i++) {
    const away = 11 * Math.sqrt(i)
    const at = { x: x + away * Math.cos(i * 2.4), y: y + away * Math.sin(i * 2.4) }
    if (at.x < box.x + 10 || at.y < box.y + 10 || at.x > box.x + box.width - 60) continue
    if (at.y > box.y + box.height - 30) continue
    await page.mouse.move(at.x, at.y)
    if ((await tip(page).isVisible()) && words.test(await tip(page).innerText())) return at
  }
  throw new Error(`nothing on the map says ${words}`)
}

test('[MP7] an operator sees the nodes on the map and in the list, and a filter holds for both', async ({
  operator,
}) => {
  const { page } = operator
  await operator.goTo('/map')
  await drawn(page)
  await expect(page.getByText('Geography: Natural Earth')).toBeVisible()
  await settled(page)
  const listed = await totalOf(page)
  await expect(grid(page).getByRole('row')).not.toHaveCount(0)

  const country = page.getByLabel('Country', { exact: true })
  const code = await country.locator('option').nth(1).getAttribute('value')
  await country.selectOption(code)
  await expect(page).toHaveURL(new RegExp(`country=${code}`))
  await expect.poll(() => totalOf(page)).toBeLessThan(listed)
  await expect.poll(async () => (await shownOn(page)) <= (await totalOf(page))).toBe(true)
  for (const row of await grid(page).getByRole('row').all())
    await expect(row).toContainText(`, ${code!.toUpperCase()}`)

  await page.getByRole('button', { name: 'Clear filters' }).first().click()
  await expect.poll(() => totalOf(page)).toBeGreaterThanOrEqual(listed)
})

test('[MP7] a press on a circle comes nearer, a press on a node opens its card, and the address shows the same again', async ({
  operator,
}) => {
  const { page } = operator
  await operator.goTo('/map')
  await drawn(page)
  const circle = await findOnMap(page, /\d nodes/)
  await expect(tip(page)).toContainText(/ · \d+ nodes/)
  // In step: the rows of its nodes are marked.
  await expect(grid(page).locator('[data-marked]').first()).toBeVisible()
  const before = zoomIn(page) || 0
  await page.mouse.click(circle.x, circle.y)
  await expect.poll(() => zoomIn(page)).toBeGreaterThan(before)

  // Near enough for every node to be by itself.
  const row = grid(page).getByRole('row').first()
  await row.click()
  await expect(page).toHaveURL(/node=/)
  const card = page.getByRole('dialog')
  await expect(card).toBeVisible()
  const name = await card.getByRole('heading').first().innerText()
  await page.keyboard.press('Escape')
  await expect(card).toHaveCount(0)
  await expect(page).not.toHaveURL(/node=/)
  await expect.poll(() => zoomIn(page)).toBeGreaterThanOrEqual(6.5)
  for (let i = 0; i < 5; i++) await page.getByRole('button', { name: 'Zoom in' }).click()
  await expect.poll(() => zoomIn(page)).toBeGreaterThanOrEqual(11)
  const node = await findOnMap(page, /Press for its card/)
  await page.mouse.click(node.x, node.y)
  await expect(card).toBeVisible()

  const address = page.url()
  expect(address).toMatch(/at=.+&node=.+|node=.+&at=.+/)
  await page.reload()
  await expect(card).toBeVisible()
  await page.keyboard.press('Escape')
  await drawn(page)
  expect(cameraIn(page)).toBe(new URL(address).searchParams.get('at'))
  expect(name).not.toBe('')
})

test('[MP9] going back closes the card that was opened, and stays on the map', async ({ operator }) => {
  const { page } = operator
  await operator.goTo('/map')
  await drawn(page)
  await stands(page)
  const card = page.getByRole('dialog')
  const row = (i: number) => grid(page).getByRole('row').nth(i)
  for (let i = 0; i < 2; i++) {
    await row(i).click()
    await expect(card).toBeVisible()
    await page.goBack()
    await expect(card).toHaveCount(0)
    await expect(page).toHaveURL(/\/map/)
    await expect(page).not.toHaveURL(/node=/)
  }
  // Forward is the card again.
  await page.goForward()
  await expect(card).toBeVisible()
})

test('[MP7] the map is moved by keys, and says what is in the middle', async ({ operator }) => {
  const { page } = operator
  await operator.goTo('/map')
  await drawn(page)
  await page.getByRole('button', { name: 'Show all that fit' }).click()
  await page.getByRole('application', { name: 'Map of the nodes' }).focus()
  const at = () => cameraIn(page)
  await stands(page)
  const before = at()
  await page.keyboard.press('ArrowLeft')
  await expect.poll(at).not.toBe(before)
  const moved = at()
  await page.keyboard.press('+')
  await expect.poll(at).not.toBe(moved)
  await page.keyboard.press('0')
  await expect.poll(() => zoomIn(page)).toBeLessThan(3)
})

test('[MP7] on a phone two fingers come nearer, and map and list take turns', async ({ open }) => {
  const { page, goTo } = await open('operator', {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  })
  await goTo('/map')
  await drawn(page)
  const box = (await stage(page).boundingBox())!
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const cdp = await page.context().newCDPSession(page)
  const fingers = (type: 'touchStart' | 'touchMove', apart: number) =>
    cdp.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: [
        { x: x - apart, y, id: 1 },
        { x: x + apart, y, id: 2 },
      ],
    })
  const before = zoomIn(page) || 0
  await fingers('touchStart', 30)
  for (let apart = 34; apart <= 130; apart += 8) await fingers('touchMove', apart)
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await expect.poll(() => zoomIn(page)).toBeGreaterThan(before + 1)

  await expect(grid(page)).toBeHidden()
  await page.getByRole('tab', { name: 'List' }).click()
  await expect(grid(page).getByRole('row').first()).toBeVisible()
  await expect(page.getByRole('application')).toBeHidden()
})

test('[MP6] the list is sorted by the hub, and what is pointed at in it is marked on the map', async ({
  operator,
}) => {
  const { page } = operator
  await operator.goTo('/map')
  await drawn(page)
  await page.getByRole('button', { name: 'Sort by: Score' }).click()
  await expect(page).toHaveURL(/sort=score/)
  await page.getByRole('button', { name: 'Sort by: Score' }).click()
  await expect(page).toHaveURL(/sort=-score/)
  await grid(page).getByRole('row').nth(1).hover()
  await expect(tip(page)).toBeVisible()
  await grid(page).focus()
  await page.keyboard.press('End')
  await expect(grid(page)).toHaveAttribute('aria-activedescendant', /.+/)
})

test('[MP8] without WebGL the page says so, and the list goes on', async ({ open }) => {
  const { page, goTo } = await open('operator')
  await page.addInitScript(
    'HTMLCanvasElement.prototype.getContext = (of => function (kind, ...rest) { return kind === "webgl2" ? null : of.call(this, kind, ...rest) })(HTMLCanvasElement.prototype.getContext)',
  )
  await goTo('/map')
  await expect(page.getByText('This browser draws no map')).toBeVisible()
  await expect(grid(page).getByRole('row').first()).toBeVisible()
})

test('[MP8] a lost context comes back by itself', async ({ operator }) => {
  const { page } = operator
  await operator.goTo('/map')
  await drawn(page)
  const act = (what: string) =>
    page.evaluate(
      `(globalThis.cut_ ??= document.querySelector('[data-testid="stage"] canvas').getContext('webgl2').getExtension('WEBGL_lose_context')).${what}Context()`,
    )
  await act('lose')
  await expect(stage(page)).toHaveAttribute('data-state', 'lost')
  await expect(page.getByText('The graphics card was reset.')).toBeVisible()
  await act('restore')
  await expect(stage(page)).toHaveAttribute('data-state', 'drawn')
})
