import { Refusal } from '#protocol/errors.ts'
import { Limits } from '#protocol/limits.ts'
import type { HttpResponse } from '../uws.ts'
import type { Request } from './request.ts'

/** Collects a bounded JSON body. Must be called before the first await; an aborted request never settles it. */
export function readJson(res: HttpResponse, request: Request): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const declared = Number(request.contentLength || 0)
    const chunks: Buffer[] = []
    let size = 0
    let refused = declared > Limits.bodyBytes
    if (refused) reject(new Refusal('too_large', { message: `at most ${Limits.bodyBytes} bytes` }))
    res.onData((chunk, isLast) => {
      if (refused) return
      size += chunk.byteLength
      if (size > Limits.bodyBytes) {
        refused = true
        reject(new Refusal('too_large', { message: `at most ${Limits.bodyBytes} bytes` }))
        return
      }
      chunks.push(Buffer.from(new Uint8Array(chunk))) // a copy: the chunk is gone after this call
      if (!isLast) return
      if (size === 0) return resolve(undefined)
      if (!/^application\/json\s*(;|$)/i.test(request.contentType))
        return reject(new Refusal('unsupported_type'))
      try {
        resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')))
      } catch {
        reject(new Refusal('bad_json'))
      }
    })
  })
}
