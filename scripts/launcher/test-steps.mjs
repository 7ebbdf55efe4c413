// The steps of `npm test`. Each gives `{passed, failed, skipped, output}`; `output` is read when it failed.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Fault, Interrupted } from './faults.mjs'
import { cleanEnv } from './npm.mjs'
import { root } from './paths.mjs'
import { runTool } from './run.mjs'
import { buildWeb } from './web.mjs'

const reporter = fileURLToPath(new URL('test-reporter.mjs', import.meta.url))
const module = file => path.join(root, 'node_modules', file)
const checkMs = 5 * 60_000
const testsMs = 20 * 60_000
/** A file that does not end by itself is a failure too. */
const fileMs = 3 * 60_000
/** Three files at a time: each starts servers of its own and waits for them half of its time; a small machine has two cores. */
const together = 3

/** A tool that says yes or no counts as one. `runs` are its command lines, all of them tried. */
export function check(name, runs) {
  return {
    name,
    async run({ stops }) {
      let said = ''
      for (const args of runs) {
        const { code, output } = await tool({ name, args, stops, timeoutMs: checkMs })
        if (code !== 0) said += output || `${args.join(' ')} ended with status ${code}\n`
      }
      return { passed: said ? 0 : 1, failed: said ? 1 : 0, output: said }
    },
  }
}

export const format = check('format', [
  [module('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'],
])
export const lint = check('lint', [[module('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings']])
export const types = check(
  'types',
  ['protocol', '.', 'web'].map(project => [module('typescript/bin/tsc'), '--noEmit', '-p', project]),
)

export const build = {
  name: 'build',
  async run({ stops }) {
    try {
      await buildWeb({ stops })
      return { passed: 1, failed: 0, output: '' }
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      return { passed: 0, failed: 1, output: error.output ?? error.message }
    }
  },
}

export function nodeTests(name, files, { concurrency = together } = {}) {
  return {
    name,
    async run({ stops, env, note }) {
      if (!files.length) return nothing(name)
      const work = fs.mkdtempSync(path.join(os.tmpdir(), 'traffix-test-'))
      const spec = path.join(work, 'spec')
      const counted = { passed: 0, failed: 0, skipped: 0 }
      const args = ['--test', `--test-concurrency=${concurrency}`, `--test-timeout=${fileMs}`]
        .concat(`--test-reporter=${reporter}`, '--test-reporter-destination=stdout')
        .concat('--test-reporter=spec', `--test-reporter-destination=${spec}`)
      let rest = ''
      const onText = text => {
        const lines = (rest + text).split('\n')
        rest = lines.pop()
        for (const line of lines) if (line.startsWith('{"passed"')) Object.assign(counted, JSON.parse(line))
        note(`${counted.passed} passed${counted.failed ? `, ${counted.failed} failed` : ''}`)
      }
      try {
        const { code, output } = await tool({
          name,
          args: [...args, ...files],
          stops,
          env,
          onText,
          timeoutMs: testsMs,
        })
        const report = fs.existsSync(spec) ? fs.readFileSync(spec, 'utf8') : ''
        // A file that cannot be loaded, or a hook that throws, is no test of its own.
        if (code !== 0 && !counted.failed) counted.failed = 1
        if (!counted.passed && !counted.failed) return nothing(name)
        return { ...counted, output: `${failures(report)}\n${talk(output)}`, report }
      } finally {
        fs.rmSync(work, { recursive: true, force: true })
      }
    },
  }
}

export function browserTests(name, files) {
  return {
    name,
    async run({ stops, env, note }) {
      const config = 'e2e/playwright.config.ts'
      if (!files.length || !fs.existsSync(path.join(root, config))) return nothing(name)
      const work = fs.mkdtempSync(path.join(os.tmpdir(), 'traffix-test-'))
      const json = path.join(work, 'report.json')
      try {
        const { code, output } = await tool({
          name,
          args: [module('@playwright/test/cli.js'), 'test', '-c', config, '--reporter=line,json', ...files],
          env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: json, PLAYWRIGHT_FORCE_TTY: '0' },
          onText: text => note(/\[\d+\/\d+\]/.exec(text)?.[0] ?? ''),
          stops,
          timeoutMs: testsMs,
        })
        const stats = fs.existsSync(json) ? JSON.parse(fs.readFileSync(json, 'utf8')).stats : {}
        const { expected = 0, flaky = 0, unexpected = 0, skipped = 0 } = stats
        // What passes at the second try has failed at the first.
        const failed = unexpected + flaky || (code === 0 ? 0 : 1)
        if (!expected && !failed) return nothing(name)
        return { passed: expected, failed, skipped, output, report: output }
      } finally {
        fs.rmSync(work, { recursive: true, force: true })
      }
    },
  }
}

function nothing(name) {
  return { passed: 0, failed: 1, output: `${name}: no test was run\n` }
}

/** The part of the report that a person with a red build wants. */
function failures(report) {
  const at = report.lastIndexOf('failing tests:')
  return at < 0 ? report.slice(-20_000) : report.slice(at)
}

/** What the tests and their processes printed beside the report. */
function talk(output) {
  return output
    .split('\n')
    .filter(line => !line.startsWith('{"passed"'))
    .join('\n')
    .slice(-20_000)
}

async function tool({ name, args, stops, env = {}, onText, timeoutMs }) {
  const result = await runTool({
    name,
    file: process.execPath,
    args,
    cwd: root,
    env: { ...cleanEnv(process.env), ...env },
    signal: 'SIGTERM', // it has processes of its own to end
    stops,
    timeoutMs,
    onText,
  })
  if (stops.closed) throw new Interrupted()
  return result
}
