import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { parseAddress } from '#wire/addresses/address.ts'

export type Answer =
  { addresses: readonly string[]; ttl?: number; afterMs?: number } | 'no such name' | 'silence'

/** A name server on loopback that says what the test tells it to say. `asked` has each question. */
export async function createDns(
  t: TestContext,
  answer: (name: string, type: 'A' | 'AAAA') => Answer,
): Promise<{ server: string; asked: string[] }> {
  const asked: string[] = []
  const socket = createSocket('udp4')
  let open = true
  socket.on('message', (query, from) => {
    const { name, type, end } = questionOf(query)
    asked.push(`${type} ${name}`)
    const said = answer(name, type)
    if (said === 'silence') return
    const reply = replyTo(query.subarray(0, end), type, said)
    const send = () => open && socket.send(reply, from.port, from.address)
    const afterMs = said === 'no such name' ? 0 : (said.afterMs ?? 0)
    if (afterMs > 0) setTimeout(send, afterMs)
    else send()
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  t.after(() => {
    open = false
    socket.close()
  })
  return { server: `127.0.0.1:${socket.address().port}`, asked }
}

function questionOf(query: Buffer): { name: string; type: 'A' | 'AAAA'; end: number } {
  const labels: string[] = []
  let at = 12
  for (let size = query[at]!; size > 0; size = query[at]!) {
    labels.push(query.subarray(at + 1, at + 1 + size).toString())
    at += 1 + size
  }
  return {
    name: labels.join('.').toLowerCase(),
    type: query.readUInt16BE(at + 1) === 28 ? 'AAAA' : 'A',
    end: at + 5,
  }
}

function replyTo(question: Buffer, type: 'A' | 'AAAA', said: Exclude<Answer, 'silence'>): Buffer {
  const found = said === 'no such name' ? [] : said.addresses
  const head = Buffer.from(question)
  head.writeUInt16BE(said === 'no such name' ? 0x8183 : 0x8180, 2)
  head.writeUInt16BE(found.length, 6)
  head.writeUInt32BE(0, 8)
  const records = found.map(text => {
    const address = parseAddress(text)!
    const bytes = type === 'A' ? address.subarray(12) : address
    const record = Buffer.alloc(12 + bytes.length)
    record.writeUInt16BE(0xc00c, 0)
    record.writeUInt16BE(type === 'A' ? 1 : 28, 2)
    record.writeUInt16BE(1, 4)
    record.writeUInt32BE(said === 'no such name' ? 0 : (said.ttl ?? 60), 6)
    record.writeUInt16BE(bytes.length, 10)
    record.set(bytes, 12)
    return record
  })
  return Buffer.concat([head, ...records])
}
