/** Why the hub closes a socket. 4000-4099: come back; 4100-4199: stop and show the text. */
export const Bye = {
  restart: { code: 4000, text: 'the server is restarting' },
  slow: { code: 4001, text: 'this reader is too slow' },
  idle: { code: 4002, text: 'nothing was heard for too long' },
  expired: { code: 4003, text: 'the access token has expired' },
  revoked: { code: 4100, text: 'this login was ended' },
  disabled: { code: 4101, text: 'this user was disabled' },
  protocol: { code: 4102, text: 'the client broke the protocol' },
  flood: { code: 4103, text: 'too many commands' },
} as const

export type ByeReason = keyof typeof Bye
export const comesBack = (code: number) => code < 4100 || code >= 4200
