// Stands between the launcher and a program where the kernel has no parent-death signal.
// When the launcher is gone its end of our stdin closes, and we stop the program. (Parses on Node 12.)
import { spawn } from 'child_process'

const killAfterMs = 12000
const [signal, file, ...args] = process.argv.slice(2)
const child = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit'] })

function stop() {
  child.kill(signal)
  setTimeout(() => child.kill('SIGKILL'), killAfterMs).unref()
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) process.on(name, () => child.kill(name))
process.stdin.on('end', stop)
process.stdin.on('close', stop)
process.stdin.on('error', stop)
process.stdin.resume()
child.on('error', error => {
  process.stderr.write(`${file}: ${error.message}\n`)
  process.exit(127)
})
child.on('exit', code => process.exit(code === null ? 1 : code))
