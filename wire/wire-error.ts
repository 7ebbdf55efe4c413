/** What a peer sent is not as its format says. The only thing that a decoder throws because of what it was given. */
export class WireError<Code extends string = string> extends Error {
  readonly code: Code

  constructor(code: Code, message: string) {
    super(message)
    this.name = 'WireError'
    this.code = code
  }
}
