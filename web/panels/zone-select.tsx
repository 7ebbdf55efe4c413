import type { ComponentProps } from 'react'
import { Select } from '../design/input.tsx'
import { deviceZone } from '../i18n/use-format.ts'

const zones = Intl.supportedValuesOf('timeZone')

/** Every zone that this browser knows, and the one that is set, should it be another. */
export function ZoneSelect({ current, ...rest }: ComponentProps<typeof Select> & { current?: string }) {
  const all = [...new Set([...zones, 'UTC', deviceZone(), ...(current ? [current] : [])])].sort()
  return (
    <Select {...rest}>
      {all.map(zone => (
        <option key={zone} value={zone}>
          {zone.replaceAll('_', ' ')}
        </option>
      ))}
    </Select>
  )
}
