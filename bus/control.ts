import { Control } from '#protocol/control.ts'
import { BusDown } from './bus-down.ts'
import type { Bus } from './connect.ts'
import { channels } from './names.ts'

/** The handlers in this very process, who can be told even when Redis is away. */
const here = new WeakMap<Bus, Set<(control: Control) => void>>()

/**
 * Tells every process, this one included. False when Redis is away: then only this process heard it, and the
 * others find the truth in PostgreSQL when their bus comes back.
 */
export async function sayControl(bus: Bus, control: Control): Promise<boolean> {
  try {
    await bus.publish(channels.control, control)
    return true
  } catch (err) {
    if (!(err instanceof BusDown)) throw err
    for (const fn of here.get(bus) ?? []) fn(control)
    return false
  }
}

export async function onControl(bus: Bus, fn: (control: Control) => void): Promise<() => void> {
  const local = here.get(bus) ?? new Set()
  here.set(bus, local.add(fn))
  const off = await bus.subscribe(channels.control, Control, fn)
  return () => {
    local.delete(fn)
    off()
  }
}
