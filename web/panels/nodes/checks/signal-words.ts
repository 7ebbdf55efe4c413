import type { TFunction } from 'i18next'
import type { Signal } from '#protocol/trust/verdict.ts'
import type { Format } from '../../../i18n/format.ts'

const exits = { country: 'exitCountry', network: 'exitNetwork', address: 'exitAddress' } as const

/** What was seen, in a sentence. */
export function signalWords(t: TFunction, format: Format, signal: Signal): string {
  switch (signal.signal) {
    case 'networkKind': {
      const { kind, by, network } = signal
      const name = network ?? t('signals.noName')
      return t('signals.networkKind', { network: name, kind: t(`signals.kinds.${kind}`), by })
    }
    case 'knownRange': {
      const { kind, range, list } = signal
      return t('signals.knownRange', { range, list, kind: t(`signals.kinds.${kind}`) })
    }
    case 'exitDiffers': {
      const { tunnel, exit, differs } = signal
      return t(`signals.${exits[differs]}`, { tunnel, exit })
    }
    case 'sharedAddress':
      return t('signals.sharedAddress', { count: signal.nodes, address: signal.address })
    case 'impossibleRtt': {
      const { rttMs, leastMs, km } = signal
      const figures = { rtt: format.ms(rttMs), least: format.ms(leastMs), km: format.number(km) }
      return t('signals.impossibleRtt', figures)
    }
    case 'timeZone':
      return t('signals.timeZone', { zone: signal.timeZone, hours: format.number(signal.hours) })
    case 'pathMtu': {
      const mtu = signal.mtu === null ? '–' : format.number(signal.mtu)
      return t(signal.tunnel ? 'signals.pathTunnel' : 'signals.pathSmall', { mtu })
    }
    case 'networkChange': {
      const { what, km, minutes, networks } = signal
      return what === 'often'
        ? t('signals.often', { count: networks })
        : t('signals.travel', { km: format.number(km ?? 0), minutes: format.number(minutes) })
    }
    default:
      // A hub that is newer than this page.
      return (signal as { signal: string }).signal
  }
}
