import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { Control } from '#protocol/control.ts'
import { BusDown } from './bus-down.ts'
import type { Bus } from './connect.ts'
import { channels } from './names.ts'

/** On its way: with whom it comes from, who has heeded it already. */
const Said = z.object({ from: z.string(), control: Control })

/** This very process: who it is on the bus, and who is told at once, also when Redis is away. */
type Here = { id: string; told: Set<(control: Control) => void> }
const known = new WeakMap<Bus, Here>()

function hereOn(bus: Bus): Here {
  const here = known.get(bus) ?? { id: randomUUID(), told: new Set() }
  known.set(bus, here)
  return here
}

/**
 * Tells this process before it returns, and every other one as soon as the bus carries it. False when Redis is away:
 * the others find the truth in PostgreSQL when their bus comes back.
 */
export async function sayControl(bus: Bus, control: Control): Promise<boolean> {
  const { id, told } = hereOn(bus)
  for (const fn of told) fn(control)
  try {
    await bus.publish(channels.control, { from: id, control })
    return true
  } catch (err) {
    if (!(err instanceof BusDown)) throw err
    return false
  }
}

export async function onControl(bus: Bus, fn: (control: Control) => void): Promise<() => void> {
  const { id, told } = hereOn(bus)
  told.add(fn)
  const off = await bus.subscribe(channels.control, Said, ({ from, control }) => from !== id && fn(control))
  return () => {
    told.delete(fn)
    off()
  }
}
