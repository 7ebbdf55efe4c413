import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMail } from './mail.mjs'

const eml = lines => lines.join('\r\n')

test('a plain mail gives its subject and its code', () => {
  const mail = readMail(
    eml(['From: a@b', 'Subject: Your code', '', 'The code is 042137.', 'It is valid for 5 minutes.']),
  )
  assert.deepEqual(mail, { subject: 'Your code', code: '042137', link: null })
})

test('quoted-printable: soft line breaks inside a link, and letters beyond ASCII', () => {
  const mail = readMail(
    eml([
      'Subject: =?UTF-8?Q?=D0=9A=D0=BE=D0=B4_?=',
      ' =?UTF-8?B?0LLRhdC+0LTQsA==?=',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      '=D0=9A=D0=BE=D0=B4: http://127.0.0.1:8080/confirm?token=3Dab=',
      'c_123456-x.',
    ]),
  )
  assert.deepEqual(mail, {
    subject: 'Код входа',
    code: null,
    link: 'http://127.0.0.1:8080/confirm?token=abc_123456-x',
  })
})

test('the plain part of a nested multipart mail is read, in base64', () => {
  const body = Buffer.from('Use 987654 now').toString('base64')
  const mail = readMail(
    eml([
      'Subject: Sign in',
      'Content-Type: multipart/mixed; boundary="out"',
      '',
      '--out',
      'Content-Type: multipart/alternative;',
      ' boundary=in',
      '',
      '--in',
      'Content-Type: text/html',
      '',
      '<b>111111</b>',
      '--in',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      body,
      '--in--',
      '--out--',
    ]),
  )
  assert.deepEqual(mail, { subject: 'Sign in', code: '987654', link: null })
})

test('longer numbers are no codes, and a broken mail is no crash', () => {
  assert.equal(readMail('Subject: x\n\nOrder 1234567 of 2026-11-20').code, null)
  assert.deepEqual(readMail(''), { subject: null, code: null, link: null })
})
