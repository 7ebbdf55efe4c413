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
  /** Those that go on, in the order in which they began. */
  const running = []

  const write = text => stream.write(text)
  const clear = () => tty && running.length && write('\r\x1b[2K')
  const draw = () => {
    if (!tty || !running.length) return
    const frame = frames[Math.floor(Date.now() / 100) % frames.length]
    const [first, ...others] = running
    const texts = [
      `${first.name.padEnd(nameWidth)} ${first.note}`,
      ...others.map(it => `${it.name} ${it.note}`),
    ]
    const room = Math.max(20, (stream.columns || 80) - 14)
    const text = texts.join('   ').slice(0, room).padEnd(nameWidth)
    write(`\r\x1b[2K  ${paint(36, frame)} ${text} ${paint(2, seconds(first))}`)
  }
  const leave = step => {
    clearInterval(step.timer)
    clear()
    running.splice(running.indexOf(step), 1)
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
    /** Begins a step; others may go on beside it. */
    step(name, note) {
      const step = { name, note: note || '', startedAt: Date.now(), timer: null, told: null, silent: 0 }
      running.push(step)
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
        if (!running.includes(step)) return
        leave(step)
        write(`  ${paint(code, mark)} ${name.padEnd(nameWidth)} ${text || ''}  ${paint(2, seconds(step))}\n`)
        draw()
      }
      return {
        note(text) {
          step.note = text
        },
        done: text => end('✓', 32, text),
        fail: text => end('✗', 31, text),
        /** Ends it without a word: there was nothing to do. */
        drop() {
          if (running.includes(step)) leave(step)
        },
      }
    },
    /** Takes the changing line away, so that a fault or a shell prompt stands on a clean line. */
    end() {
      for (const step of running.slice()) leave(step)
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
