// Each process writes to a file of its own; the terminal shows only what somebody should look at.
import fs from 'node:fs'
import path from 'node:path'
import { Fault, lastLine } from './faults.mjs'
import { show } from './paths.mjs'

const kept = 3
const pollMs = 300
const linesAtOnce = 20

/** Opens `<name>.log` for appending; the last run's becomes `.1`, and so on. */
export function openLog(dir, name) {
  fs.mkdirSync(dir, { recursive: true })
  const file = path.join(dir, `${name}.log`)
  for (let n = kept; n >= 1; n--) {
    const older = n === 1 ? file : `${file}.${n - 1}`
    if (fs.existsSync(older)) fs.renameSync(older, `${file}.${n}`)
  }
  return { file, fd: fs.openSync(file, 'a') }
}

/** The line that says why a process ended, without what each line of its log begins with. */
export function lastWords(file, pattern = /\S/) {
  const lines = fs.readFileSync(file, 'utf8').split('\n')
  const line = lastLine(lines.filter(it => pattern.test(it)).join('\n'))
  return line.replace(/^\d+:[A-Z] .*? [#*] /, '').replace(/^[\d-]+ [\d:.]+ UTC \[\d+\] /, '')
}

/** A server that did not come up: its last words, and `advice` unless all it lacks is room. */
export function doesNotStart({ what, dir, log, words, advice }) {
  const said = lastWords(log.file, words) || lastWords(log.file)
  const full = /No space left/.test(said)
  const reason = full ? 'the disk is full' : said || 'it said nothing'
  const more = full ? '' : `; ${advice}`
  return new Fault(`${what} does not start on ${show(dir)}: ${reason} (log: ${show(log.file)}${more})`)
}

/** Why one of our own processes ended: what it said last that somebody should look at, without its level. */
export function lastFault(log) {
  const lines = log.split('\n').map(worthSeeing).filter(Boolean)
  return lastLine(lines.join('\n')).replace(/^(warning|error|fatal): /, '')
}

/** Follows a log and shows its warnings and errors. Gives back the stop. */
export function followLog(name, file, show) {
  let offset = 0
  let rest = ''
  const read = () => {
    const size = fs.existsSync(file) ? fs.statSync(file).size : 0
    if (size <= offset) return
    const chunk = Buffer.alloc(Math.min(size - offset, 1 << 20))
    const handle = fs.openSync(file, 'r')
    offset += fs.readSync(handle, chunk, 0, chunk.length, offset)
    fs.closeSync(handle)
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop()
    const shown = lines.map(worthSeeing).filter(Boolean)
    for (const line of shown.slice(0, linesAtOnce)) show(`${name}: ${line}`)
    if (shown.length > linesAtOnce) show(`${name}: … ${shown.length - linesAtOnce} more lines in ${file}`)
  }
  const timer = setInterval(read, pollMs)
  timer.unref()
  return () => {
    clearInterval(timer)
    read()
  }
}

const names = { 40: 'warning', 50: 'error', 60: 'fatal' }

/** uWebSockets.js says this of the first socket of a process; hub/ws/connections.ts tells why it is no fault. */
const knownNoise = 'Warning: uWS.HttpResponse writes must be made from within a corked callback'

/** A pino line of level warn or above, or a line that is no log line at all (a crash); else null. */
export function worthSeeing(line) {
  if (!line.trim() || line.startsWith(knownNoise)) return null
  if (!line.startsWith('{')) return line
  try {
    const { level, msg, err, error } = JSON.parse(line)
    const word =
      names[level] ?? (level === 'warn' ? 'warning' : ['error', 'fatal'].includes(level) ? level : null)
    const detail = err?.message ?? (typeof error === 'string' ? error : error?.message)
    return word && `${word}: ${[msg, detail].filter(Boolean).join(': ') || line}`
  } catch {
    return line
  }
}
