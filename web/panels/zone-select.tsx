import type { ComponentProps } from 'react'
import { Select } from '../design/input.tsx'
import { deviceZone, zoneText } from '../i18n/zones.ts'

const zones = Intl.supportedValuesOf('timeZone')

/** Every zone that this browser knows, and the one that is set, should it be another. */
export function ZoneSelect({ current, ...rest }: ComponentProps<typeof Select> & { current?: string }) {
  const own = [deviceZone(), current].filter(zone => zone != null)
  const all = [...new Set([...zones, 'UTC', ...own])].sort()
  return (
    <Select {...rest}>
      {all.map(zone => (
        <option key={zone} value={zone}>
          {zoneText(zone)}
        </option>
      ))}
    </Select>
  )
}
