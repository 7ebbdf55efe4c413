import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { Limits } from '#protocol/limits.ts'

export type AccessClaims = { session: string; user: string; expiresAt: number }

/** Signs and reads access tokens, and makes the random secrets that cookies and mails carry. */
export function createTokens(secret: string, issuer = 'traffix') {
  const key = new TextEncoder().encode(secret)
  return {
    async access(session: string, user: string): Promise<string> {
      return await new SignJWT({ sid: session })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(issuer)
        .setSubject(user)
        .setIssuedAt()
        .setExpirationTime(Math.floor((Date.now() + Limits.accessTokenMs) / 1000))
        .sign(key)
    },

    async read(token: string): Promise<AccessClaims | null> {
      try {
        const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], issuer })
        if (typeof payload.sid !== 'string' || !payload.sub || !payload.exp) return null
        return { session: payload.sid, user: payload.sub, expiresAt: payload.exp * 1000 }
      } catch {
        return null
      }
    },

    /** 256 random bits for a cookie or a link, and what the database keeps of it. */
    secret(): { plain: string; hash: Buffer } {
      const plain = randomBytes(32).toString('base64url')
      return { plain, hash: hashSecret(plain) }
    },

    /** A code is short, so its hash is keyed: a leaked table alone does not give codes away. */
    code(): { plain: string; hash: Buffer } {
      const plain = String(randomInt(0, 1_000_000)).padStart(6, '0')
      return { plain, hash: this.hashCode(plain) }
    },
    hashCode(plain: string): Buffer {
      return createHmac('sha256', secret).update(`otp:${plain}`).digest()
    },
  }
}
export type Tokens = ReturnType<typeof createTokens>

export function hashSecret(plain: string): Buffer {
  return createHash('sha256').update(plain).digest()
}
