import { chromium, type Page } from 'playwright'
import { seededRandom } from '../live/edge.ts'
import { type ImaginedHub, startImaginedHub } from './imagined-hub.ts'
import { beginAnew, countFrames, readAll, readRows, watchRows, watchTasks } from './in-page.ts'

export type Wish = {
  nodes: number
  rows: number
  share: number
  panSeconds: number
  scrolls: number
  seed: number
}
type Spent = Record<string, { calls: number; ms: number; most: number }>
/** `scripts`: of frames that took long, each script in them and what called it. */
type Watched = {
  seconds: number
  frames: number
  longestFrameMs: number
  tasks: number[]
  scripts: { ms: number; who: string }[]
  spent: Spent
}
export type Measured = {
  load: Watched & { readyMs: number }
  pan: Watched
  rest: Watched
  rows: { frames: number; blank: number; pinned: number; asked: number }
  scroll: Watched
  shown: number
}
const view = { width: 1440, height: 900 }

/** A real Chromium that draws with the processor, the panels as they are built, and an imagined hub. */
async function inBrowser<T>(
  wish: Parameters<typeof startImaginedHub>[0],
  work: (page: Page, hub: ImaginedHub) => Promise<T>,
): Promise<T> {
  const hub = await startImaginedHub(wish)
  const executablePath = process.env['TRAFFIX_CHROMIUM']
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: ['--no-sandbox', '--disable-gpu'],
  })
  try {
    const page = await browser.newPage({ viewport: view, colorScheme: 'dark' })
    await page.addInitScript({ content: watchTasks })
    return await work(page, hub)
  } finally {
    await browser.close()
    await hub.stop()
  }
}
export const measureMap = (wish: Wish): Promise<Measured> =>
  inBrowser(wish, (page, hub) => run(page, hub, wish))

/** How often the map draws in some seconds in which nothing happens. */
export const drawnAtRest = (seconds: number): Promise<number> =>
  inBrowser({ nodes: 500, share: 0 }, async (page, hub) => {
    await open(page, hub, 450)
    await page.waitForTimeout(2_500)
    const { spent } = await watched(page, () => page.waitForTimeout(seconds * 1_000))
    return spent['frame']?.calls ?? 0
  })

async function run(page: Page, hub: ImaginedHub, wish: Wish): Promise<Measured> {
  const began = performance.now()
  const shown = await open(page, hub, wish.nodes * 0.9)
  const readyMs = performance.now() - began
  await page.evaluate(countFrames)
  const load = await page.evaluate<Watched>(readAll)

  const rest = await watched(page, () => page.waitForTimeout(Math.min(5_000, wish.panSeconds * 500)))
  const pan = await watched(page, () => panAround(page, wish.panSeconds))
  const before = hub.asked
  await page.evaluate(beginAnew)
  await page.evaluate(countFrames)
  await page.evaluate(watchRows)
  await scroll(page, wish)
  const rows = await page.evaluate<Pick<Measured['rows'], 'frames' | 'blank' | 'pinned'>>(readRows)
  const scrolled = await page.evaluate<Watched>(readAll)
  return {
    load: { ...load, readyMs },
    rest,
    pan,
    rows: { ...rows, asked: hub.asked - before },
    scroll: scrolled,
    shown: Number(await shown.getAttribute('data-count')),
  }
}

async function open(page: Page, hub: ImaginedHub, atLeast: number) {
  await page.goto(`${hub.url}/map`)
  await page.waitForFunction(
    `Number(document.querySelector('[data-testid="shown"]')?.dataset.count) > ${atLeast}`,
  )
  await page.locator('[data-row="0"]').waitFor()
  return page.getByTestId('shown')
}

async function watched(page: Page, work: () => Promise<void>): Promise<Watched> {
  await page.evaluate(beginAnew)
  await page.evaluate(countFrames)
  await work()
  return await page.evaluate<Watched>(readAll)
}

/** A hand that holds the map and goes round, near and far. */
async function panAround(page: Page, seconds: number) {
  const box = (await page.getByTestId('stage').boundingBox())!
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const until = performance.now() + seconds * 1_000
  let turn = 0
  while (performance.now() < until) {
    await page.mouse.move(x, y)
    await page.mouse.wheel(0, turn++ % 2 === 0 ? -700 : 700)
    await page.mouse.down()
    for (let i = 0; i < 90 && performance.now() < until; i++) {
      const angle = (i / 90) * 2 * Math.PI
      await page.mouse.move(x + 220 * Math.sin(angle), y + 160 * (1 - Math.cos(angle)))
      await page.waitForTimeout(12)
    }
    await page.mouse.up()
  }
}

/** Wheel steps, and jumps as of somebody who drags the scrollbar. */
async function scroll(page: Page, { scrolls, seed, rows }: Wish) {
  const random = seededRandom(seed)
  const grid = (await page.getByRole('grid').boundingBox())!
  await page.mouse.move(grid.x + grid.width / 2, grid.y + grid.height / 2)
  for (let i = 0; i < scrolls; i++) {
    if (random() < 0.25) {
      const to = Math.floor(random() * rows * 52)
      await page.evaluate(`document.querySelector('[role="grid"]').scrollTop = ${to}`)
    } else await page.mouse.wheel(0, Math.round((random() - 0.35) * 1_600))
    await page.waitForTimeout(random() < 0.2 ? 220 : 30)
  }
  await page.waitForTimeout(800)
}
