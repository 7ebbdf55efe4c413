// The one door to everything: `npm start`, `npm test` and the rest come through here.
// This file and what it imports directly must parse on Node 12: it runs under whatever Node is at hand,
// finds a Node that can run the system, and hands over to launcher/main.mjs under that one.
import { chooseRuntime, glibcVersion } from './launcher/choose-runtime.mjs'
import { fetchRuntime, runUnder, useThisNode } from './launcher/runtime.mjs'
import { createProgress } from './launcher/progress.mjs'
import { createStops, stopOnSignals } from './launcher/stops.mjs'
import { Fault, tell } from './launcher/faults.mjs'

async function launch() {
  const choice = chooseRuntime({
    platform: process.platform,
    arch: process.arch,
    version: process.versions.node,
    glibc: glibcVersion(),
  })
  if (choice.fault) throw new Fault(choice.fault)
  if (choice.use === 'this') {
    useThisNode()
    const { main } = await import('./launcher/main.mjs')
    return main(process.argv.slice(2))
  }
  const progress = createProgress(process.stdout)
  const stops = createStops()
  const release = stopOnSignals(stops)
  const node = await fetchRuntime({ progress, stops })
  release()
  return runUnder(node, process.argv.slice(2))
}

launch().then(
  code => process.exit(code),
  error => {
    tell(error)
    process.exit(1)
  },
)
