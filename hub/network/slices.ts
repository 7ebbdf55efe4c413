import { setImmediate as turn } from 'node:timers/promises'
import { networkLimits } from './limits.ts'

/** Work that is done piece by piece: `await rest()` between two pieces lets others run when it was long enough. */
export function createSlices(now = () => performance.now()) {
  let until = 0
  return {
    /** True: it is time to rest. */
    get over() {
      return now() > until
    },
    begin(): void {
      until = now() + networkLimits.sliceMs
    },
    async rest(): Promise<void> {
      await turn()
      until = now() + networkLimits.sliceMs
    },
  }
}
