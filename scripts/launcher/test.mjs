// `npm test` and its parts: steps, each with its time and result, and a sum at the end.
import path from 'node:path'
import { ensureBrowser } from './browser.mjs'
import { Fault } from './faults.mjs'
import { duration } from './progress.mjs'
import * as steps from './test-steps.mjs'
import { chosen, testFiles } from './test-files.mjs'
import { testServers } from './test-servers.mjs'
import { ensureWeb } from './web.mjs'

/** Each file starts whole systems, and waits for them most of the time. */
const systemTests = files => steps.nodeTests('system', files, { concurrency: 2 })

/** Rows of steps that go on beside each other: each waits for its servers and pages a third of its time. */
const beside = (...rows) => ({ rows })

export async function test(context) {
  if (context.args.length) return only(context)
  const { unit, system, browser } = testFiles()
  const env = { ...(await testServers(context)), ...(await ensureBrowser(context)) }
  return runSteps(context, env, [
    steps.build, // before the tests: one of them weighs what it wrote
    beside(
      [steps.nodeTests('unit', unit, { concurrency: 2 })],
      [steps.format, steps.lint, steps.types, systemTests(system), steps.browserTests('browser', browser)],
    ),
  ])
}

/** Short runs of measurements in a browser. */
const inBrowser = file => file.startsWith(path.join('bench', 'map'))

/** Only the files that were named, and all they say. */
async function only(context) {
  const { unit, system, browser } = chosen(context.args)
  const env = await testServers(context)
  if (system.length || browser.length || unit.some(inBrowser)) {
    Object.assign(env, await ensureBrowser(context))
    await ensureWeb(context)
  }
  const list = []
  if (unit.length) list.push(steps.nodeTests('unit', unit))
  if (system.length) list.push(systemTests(system))
  if (browser.length) list.push(steps.browserTests('browser', browser))
  return runSteps(context, env, list, { verbose: true })
}

export async function e2e(context) {
  const names = context.args.length ? context.args : ['e2e']
  return only({ ...context, args: names })
}

export async function check(context) {
  const arrows = testFiles().unit.filter(file => /arrows\.test\.[mc]?[jt]s$/.test(file))
  return runSteps(context, {}, [steps.format, steps.lint, steps.types, steps.nodeTests('arrows', arrows)])
}

export const lint = context => runSteps(context, {}, [steps.lint])
export const types = context => runSteps(context, {}, [steps.types])

async function runSteps({ args, progress, stops }, env, list, { verbose = false } = {}) {
  if (args.some(arg => arg.startsWith('-'))) throw new Fault(`It takes names of files, not ${args.join(' ')}`)
  const startedAt = Date.now()
  const sum = { passed: 0, failed: 0, skipped: 0 }
  let count = 0
  async function runOne({ name, run }) {
    stops.check()
    count++
    const step = progress.step(name, '')
    const result = await run({ stops, env, note: text => step.note(text) }).catch(error => {
      if (!(error instanceof Fault)) throw error
      return { passed: 0, failed: 1, output: error.message }
    })
    for (const key of Object.keys(sum)) sum[key] += result[key] ?? 0
    const skipped = result.skipped ? `, ${result.skipped} skipped` : ''
    const counts = `${result.passed} passed, ${result.failed} failed${skipped}`
    if (result.failed) step.fail(counts)
    else step.done(counts)
    if (verbose && result.report) progress.line(result.report.trimEnd())
    else if (result.failed) progress.line(`\n${result.output.trim()}\n`)
  }
  async function runRow(row) {
    for (const one of row) await (one.rows ? runBeside(one.rows) : runOne(one))
  }
  async function runBeside(rows) {
    const ends = await Promise.allSettled(rows.map(runRow))
    for (const { reason } of ends) if (reason) throw reason
  }
  await runRow(list)
  await stops.run()
  const skipped = sum.skipped ? `, ${sum.skipped} skipped` : ''
  progress.line()
  progress.line(progress.dim(`  ${count} steps in ${duration(Date.now() - startedAt)}${skipped}`))
  progress.line(`${sum.passed} passed, ${sum.failed} failed`)
  return sum.failed ? 1 : 0
}
