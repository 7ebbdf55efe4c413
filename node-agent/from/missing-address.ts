import { createServer } from 'node:net'
import type { AddressBlock } from './address-block.ts'

/** What is wrong with dialling from these, in words; null when this machine has them. The ends speak for all between. */
export async function missingAddress(from: AddressBlock, count: number): Promise<string | null> {
  const last = from.at(Math.min(count, from.size) - 1)
  return (await missing(from.at(0))) ?? (await missing(last))
}

/** Binding to it says more than the list of interfaces, in which most of 127.0.0.0/8 is not. */
function missing(address: string): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>()
  const server = createServer()
  server.once('error', (err: NodeJS.ErrnoException) =>
    resolve(`this machine has no address ${address} to dial from (${err.code})`),
  )
  server.listen({ host: address, port: 0 }, () => server.close(() => resolve(null)))
  return promise
}
