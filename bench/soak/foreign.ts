import { runForeign } from '../foreign/foreign-run.ts'
import { machineLine, writeJson } from '../report.ts'
import { createVerdict } from './verdict.ts'

/*
 * npm run soak -- foreign
 * A node in Go with HashiCorp's own yamux, which follows the wire formats and has nothing of ours; Go and yamux are
 * Debian's, unpacked beside the runtime.
 */
const run = await runForeign({ downBytes: 30_000_000, upBytes: 20_000_000, together: 50 })
const verdict = createVerdict()
verdict.line(
  'it is welcomed, and waits for approval',
  run.welcomed.startsWith('welcome pending'),
  run.welcomed,
)
verdict.line('it carries nothing before', run.pendingCarries === 'Failure', run.pendingCarries)
verdict.line('approved it carries within a second', run.approvedMs < 1_000, `${run.approvedMs} ms`)
verdict.line('30 MB down are equal', run.downEqual, run.downEqual ? 'equal' : 'not equal')
verdict.line(
  '20 MB up, and an answer after the FIN, are equal',
  run.upEqual,
  run.upEqual ? 'equal' : 'not equal',
)
verdict.line('so are 50 of them at once', run.together === 50, `${run.together} equal`)
verdict.line('a target that refuses is told', run.refused === 'ConnectionRefused', run.refused)
verdict.line('a forbidden one is told', run.forbidden === 'NotAllowed', run.forbidden)
verdict.line('suspended it carries nothing', run.suspendedCarries === 'Failure', run.suspendedCarries)
verdict.line('all of it over one tunnel', run.tunnelsOpened === 1, run.tunnelsOpened)
console.log(machineLine())
writeJson('soak-foreign', { machine: machineLine(), ...run })
process.exitCode = verdict.exitCode
