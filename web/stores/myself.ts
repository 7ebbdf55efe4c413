import type { UserEvent, UserSnapshot } from '#protocol/live/user.ts'
import { live } from './live.ts'
import { askWhoIAm, learnWhoIAm } from './session.ts'
import { tellSuspended } from './suspended.ts'

/**
 * What happens to whoever is signed in comes on a topic of their own, whoever did it and wherever; what happened
 * while the socket was away comes when it is back.
 */
export const listenToMyself = (id: string): (() => void) =>
  live.subscribe(`user:${id}`, {
    snapshot: value => learnWhoIAm((value as UserSnapshot).me),
    event: value => hear(value as UserEvent),
  })

function hear(event: UserEvent): void {
  switch (event.kind) {
    case 'changed':
      return void askWhoIAm()
    case 'nodeSuspended':
      return tellSuspended(event)
    case 'usageWarning':
      return
  }
}
