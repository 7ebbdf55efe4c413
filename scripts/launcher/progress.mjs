// What a person sees while we work: on a terminal one line that changes, elsewhere plain lines.
// (Parses on Node 12.)
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
/** Off a terminal: each ten seconds while it gets further, each minute while it does not. */
const plainEveryMs = 10000
const plainPatience = 6
const nameWidth = 12

export function createProgress(stream) {
  const tty = Boolean(stream.isTTY)
  const colour = tty && !process.env.NO_COLOR
  const paint = (code, text) => (colour ? `\x1b[${code}m${text}\x1b[0m` : text)
  let current = null

  const write = text => stream.write(text)
  const clear = () => tty && current && write('\r\x1b[2K')
  const draw = () => {
    if (!tty || !current) return
    const frame = frames[Math.floor(Date.now() / 100) % frames.length]
    const text = `${current.name.padEnd(nameWidth)} ${current.note || ''}`
    const room = Math.max(20, (stream.columns || 80) - 14)
    write(
      `\r\x1b[2K  ${paint(36, frame)} ${text.slice(0, room).padEnd(nameWidth)} ${paint(2, seconds(current))}`,
    )
  }

  const progress = {
    tty,
    bold: text => paint(1, text),
    dim: text => paint(2, text),
    /** A line of its own, above the line that changes. */
    line(text) {
      clear()
      write(`${text || ''}\n`)
      draw()
    },
    /** Begins a step; the one before must have ended. */
    step(name, note) {
      const step = { name, note: note || '', startedAt: Date.now(), timer: null, told: null, silent: 0 }
      current = step
      if (tty) draw()
      const tell = () => {
        if (step.note === step.told && ++step.silent < plainPatience) return
        step.told = step.note
        step.silent = 0
        write(`  … ${name.padEnd(nameWidth)} ${step.note} ${seconds(step)}\n`)
      }
      step.timer = setInterval(tty ? draw : tell, tty ? 100 : plainEveryMs)
      if (step.timer.unref) step.timer.unref()
      const end = (mark, code, text) => {
        if (current !== step) return
        clearInterval(step.timer)
        clear()
        current = null
        write(`  ${paint(code, mark)} ${name.padEnd(nameWidth)} ${text || ''}  ${paint(2, seconds(step))}\n`)
      }
      return {
        note(text) {
          step.note = text
        },
        done: text => end('✓', 32, text),
        fail: text => end('✗', 31, text),
        /** Ends it without a word: there was nothing to do. */
        drop() {
          if (current !== step) return
          clearInterval(step.timer)
          clear()
          current = null
        },
      }
    },
    /** Takes the changing line away, so that a fault or a shell prompt stands on a clean line. */
    end() {
      if (!current) return
      clearInterval(current.timer)
      clear()
      current = null
    },
  }
  return progress
}

function seconds(step) {
  return duration(Date.now() - step.startedAt)
}

export function duration(ms) {
  if (ms < 10000) return `${(ms / 1000).toFixed(1)} s`
  if (ms < 120000) return `${Math.round(ms / 1000)} s`
  return `${Math.floor(ms / 60000)} min ${Math.round((ms % 60000) / 1000)} s`
}

export function megabytes(bytes) {
  return `${Math.round(bytes / 1e6)} MB`
}
