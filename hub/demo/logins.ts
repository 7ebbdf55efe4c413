import { createHmac } from 'node:crypto'

/** `.example` belongs to nobody, so no real login can ever be mistaken for one of these. */
const demoDomain = 'traffix.example'

export const demoAccounts = [
  { name: 'Silk Road Travel', timeZone: 'Asia/Tashkent' },
  { name: 'Northwind Research', timeZone: 'Europe/Berlin' },
] as const

export const demoLogins = [
  { role: 'admin', email: `admin@${demoDomain}`, name: 'Alma Admin', account: null },
  { role: 'operator', email: `operator@${demoDomain}`, name: 'Oskar Operator', account: null },
  { role: 'client', email: `client@${demoDomain}`, name: 'Clara Client', account: 'Silk Road Travel' },
  { role: 'client', email: `analyst@${demoDomain}`, name: 'Anvar Analyst', account: 'Northwind Research' },
] as const

/** The same on every start of one installation, another on every other one. */
export function demoPassword(secret: string, email: string): string {
  const text = createHmac('sha256', secret).update(`demo:${email}`).digest('base64')
  return text.replaceAll(/[^a-zA-Z0-9]/g, '').slice(0, 14) // easy to select with a double click
}
