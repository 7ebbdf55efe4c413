import type { Locale } from '#protocol/person.ts'
import { texts } from './texts.ts'

export type Letter = { kind: LetterKind; subject: string; text: string; html: string }
export type LetterKind =
  'confirm' | 'exists' | 'reset' | 'invite' | 'consent' | 'code' | 'passwordChanged' | 'sessionReused'
export type LetterText = { subject: string; body: string; button?: string; foot: string }

type Filling = { name: string; link?: string; code?: string }

/** A letter in the reader's language: plain text, and the same as HTML for those who prefer it. */
export function letter(kind: LetterKind, locale: Locale, { name, link, code }: Filling): Letter {
  const { subject, body, button, foot } = texts[locale][kind]
  const greeting = texts[locale].greeting.replace('{name}', name)
  const fill = (s: string) => s.replace('{code}', code ?? '')
  const text = [greeting, fill(body), link, foot, 'Traffix Node'].filter(Boolean).join('\n\n')
  const html = [
    '<!doctype html><html><body style="font:16px/1.5 system-ui,sans-serif;color:#16181d;max-width:34em;margin:2em auto;padding:0 1em">',
    `<p>${escapeHtml(greeting)}</p><p>${escapeHtml(fill(body)).replaceAll('\n', '<br>')}</p>`,
    code && `<p style="font-size:28px;letter-spacing:6px;font-weight:600">${escapeHtml(code)}</p>`,
    link &&
      `<p><a href="${escapeHtml(link)}" style="background:#3b6ef6;color:#fff;padding:10px 18px;border-radius:8px;text-decoration:none">${escapeHtml(button ?? link)}</a></p>`,
    link && `<p style="font-size:13px;color:#5b6270">${escapeHtml(link)}</p>`,
    `<p style="font-size:13px;color:#5b6270">${escapeHtml(foot)}</p></body></html>`,
  ]
  return { kind, subject: fill(subject), text: `${text}\n`, html: html.filter(Boolean).join('\n') }
}

const escapeHtml = (s: string) => s.replaceAll(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`)
