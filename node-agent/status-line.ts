import type { RestReason } from '#protocol/policy.ts'
import type { AgentView } from './agent.ts'

const rests: Record<RestReason, string> = {
  paused: 'paused from the panel',
  battery: 'battery low',
  not_charging: 'not charging',
  not_wifi: 'not on Wi-Fi',
  schedule: 'outside its hours',
  monthly_cap: "this month's cap is reached",
}

/** The state in a few words, without what changes all the time. */
export function stateText(view: AgentView, edge: string): string {
  switch (view.phase) {
    case 'connecting':
      return view.fault === null ? `connecting to ${edge}` : `connecting to ${edge} (${view.fault})`
    case 'waiting':
      return `waiting to reconnect to ${edge} (${view.fault ?? 'not connected'})`
    case 'ended':
      return 'stopped'
    case 'connected':
      if (view.status !== 'approved')
        return view.status === 'pending' ? 'connected, waiting for approval' : `connected, ${view.status}`
      return view.resting === null ? 'connected, approved' : `connected, resting: ${rests[view.resting]}`
  }
}

export const trafficText = (view: AgentView): string =>
  `${view.sessions} ${view.sessions === 1 ? 'session' : 'sessions'}, ${bytesText(view.monthBytes)} this month`

/** Decimal units, as mobile plans have them. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? value : value.toFixed(value < 9.95 ? 1 : 0)} ${units[unit]}`
}

type Out = { isTTY?: boolean; columns?: number; write(text: string): unknown }

/** On a terminal one line that is written over; elsewhere a line when the state is another one. */
export function createStatusLine(out: Out, edge: string) {
  let shown = ''

  return {
    show(view: AgentView): void {
      const state = stateText(view, edge)
      // Connecting anew again and again is no news.
      if (!out.isTTY && view.phase === 'connecting' && shown !== '') return
      const text = out.isTTY ? `${state} · ${trafficText(view)}` : state
      if (text === shown) return
      shown = text
      if (out.isTTY) out.write(`\r${fit(text, out.columns ?? 80)}\u001b[K`)
      else out.write(`${text}\n`)
    },
    /** A line of its own, which stays. */
    tell(text: string): void {
      out.write(out.isTTY ? `\r${text}\u001b[K\n` : `${text}\n`)
      if (out.isTTY) shown = ''
    },
    end(): void {
      if (out.isTTY && shown !== '') out.write('\n')
    },
  }
}

const fit = (text: string, columns: number) =>
  text.length < columns ? text : `${text.slice(0, columns - 2)}…`
