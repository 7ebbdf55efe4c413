import { create } from 'zustand'
import { live, useLive } from './live.ts'

/** What the device says of its network, unless the hub proves it wrong: some say offline for ever. */
export const useOnline = create<{ online: boolean }>(() => ({ online: navigator.onLine }))
const set = (online: boolean) => useOnline.setState({ online })

addEventListener('online', () => set(true))
addEventListener('offline', () => {
  set(false)
  live.send({ do: 'ping' }).then(
    () => set(true),
    () => {},
  )
})
useLive.subscribe((state, before) => {
  if (state.phase === 'open' && before.phase !== 'open') set(true)
})
