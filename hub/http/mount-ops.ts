import type { Ops } from '#kit/ops.ts'
import type { HttpRequest, HttpResponse, TemplatedApp } from '../uws.ts'
import type { Guard } from './guard.ts'
import { end, sendRefusal, statusLine } from './reply.ts'
import { socketAddress } from './request.ts'

/** `/health`, `/ready` and `/metrics` on the hub's own port. */
export function mountOps(app: TemplatedApp, ops: Ops, guard: Guard): void {
  const serve = (head: boolean) => (res: HttpResponse, req: HttpRequest) => {
    const path = req.getUrl()
    const asker = {
      remoteAddress: socketAddress(res),
      authorization: req.getHeader('authorization') || undefined,
      forwardedFor: req.getHeader('x-forwarded-for') || undefined,
    }
    let gone = false
    res.onAborted(() => void (gone = true))
    void ops
      .answer(path, asker)
      .catch(error => guard.refusalOf(error, path))
      .then(answer => {
        if (gone || !answer) return
        if (!('contentType' in answer)) return sendRefusal(res, answer, { head })
        res.cork(() => {
          res.writeStatus(statusLine(answer.status))
          res.writeHeader('content-type', answer.contentType)
          res.writeHeader('cache-control', 'no-store')
          end(res, answer.body, head)
        })
      })
  }
  for (const path of ['/health', '/ready', '/metrics']) {
    app.get(path, serve(false))
    app.head(path, serve(true)) // or the page's own would say 200, whatever is away
  }
}
