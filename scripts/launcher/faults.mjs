// What can go wrong and is not our bug: each is one line that says what to do. (Parses on Node 12.)

/** A fault of the surroundings. Its message is the one line a person gets; there is no stack to read. */
export class Fault extends Error {}

/** Thrown into work that was under way when somebody pressed Ctrl-C; nobody needs to read it. */
export class Interrupted extends Error {}

const rules = [
  [/ENOSPC|No space left on device|not enough free space|disk quota exceeded/i, () => 'the disk is full'],
  [
    /\b(ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT)\b/,
    match => `no network (${match[1]}): check the connection or the proxy settings and try again`,
  ],
  [
    /Could not resolve|Temporary failure (in name resolution|resolving)|Could not connect|Failed to fetch|Connection (timed out|refused)|Unable to connect/,
    match => `no network (${match[0]}): check the connection or the proxy settings and try again`,
  ],
  [/\bEROFS\b|Read-only file system/, () => 'the file system is read-only'],
  [/\b(EACCES|EPERM)\b|Permission denied/, match => `permission denied${where(match)}`],
  [/\bEINTEGRITY\b/, () => 'a package does not match its checksum in package-lock.json (EINTEGRITY)'],
  [/npm (?:ERR!|error) code (E\w+)/, match => `npm says ${match[1]}${npmDetail(match.input)}`],
]

function where(match) {
  const path = /(?:EACCES|EPERM)[^\n]*?'(\/[^'\n]+)'/.exec(match.input)
  return path ? `: ${path[1]}` : ''
}

function npmDetail(text) {
  const line = text
    .split('\n')
    .map(l => l.replace(/^npm (?:ERR!|error) ?/, '').trim())
    .find(l => l && !/^code |^errno |^syscall |^path |^A complete log/.test(l))
  return line ? `: ${line}` : ''
}

/** The reason in words, from what a tool printed; null when it is nothing we know. */
export function classify(text) {
  for (const [pattern, say] of rules) {
    const match = pattern.exec(text)
    if (match) return say(match)
  }
  return null
}

/** A tool failed: one line, with the reason if we know it and the tool's last words if we do not. */
export function toolFault(what, output, advice) {
  const reason = classify(output) || lastLine(output) || 'it said nothing'
  return new Fault(`${what}: ${reason}${advice ? `. ${advice}` : ''}`)
}

/** The line of an output that says most: an error's first line, else the last line that is no trace of it. */
export function lastLine(text) {
  const lines = text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line && !/^(at |Node\.js v\d|[{}^\]]+$)/.test(line))
  const errors = lines.filter(line => /^(Uncaught )?[A-Za-z]*Error\b.*: /.test(line))
  const line = errors.length ? errors[errors.length - 1] : lines[lines.length - 1]
  return (line || '').slice(0, 300)
}

const fileCodes = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM']

/** Our own file operations fail with a code: the same one line for them. */
export function asFault(error) {
  if (error instanceof Fault || error instanceof Interrupted) return error
  // The limit of watched files has the code of a full disk.
  if (error && error.syscall === 'watch' && error.code === 'ENOSPC') {
    return new Fault('Too many files are watched on this machine: raise fs.inotify.max_user_watches')
  }
  if (!error || !error.syscall || fileCodes.indexOf(error.code) < 0) return error
  const at = error.path ? ` '${error.path}'` : ''
  const reason = sentence(classify(`${error.code === 'EDQUOT' ? 'ENOSPC' : error.code}${at}`))
  return new Fault(error.path && reason.indexOf(error.path) < 0 ? `${reason}: ${error.path}` : reason)
}

function sentence(text) {
  return text[0].toUpperCase() + text.slice(1)
}

/** Prints what ended us: a line for a fault, the stack for a bug of ours, nothing for Ctrl-C. */
export function tell(raw) {
  const error = asFault(raw)
  if (error instanceof Interrupted) return
  const red = process.stderr.isTTY && !process.env.NO_COLOR ? s => `\x1b[31m${s}\x1b[0m` : s => s
  if (error instanceof Fault) process.stderr.write(`${red('✗')} ${error.message}\n`)
  else process.stderr.write(`${red('✗')} The launcher failed: ${(error && error.stack) || error}\n`)
}
