import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { carryChoice } from '../stores/door-choice.ts'
import { enterSession } from '../stores/session.ts'
import { type Challenge, CodeStep } from './code-step.tsx'
import { PasswordStep } from './password-step.tsx'

/** Password, then for admins the mailed code. Where to go afterwards is `DoorOnly`'s business. */
export function LoginPage() {
  const [search] = useSearchParams()
  const [email, setEmail] = useState(search.get('email') ?? '')
  const [challenge, setChallenge] = useState<Challenge | null>(null)
  const enter: typeof enterSession = me => {
    enterSession(me)
    void carryChoice()
  }
  if (challenge) {
    return <CodeStep email={email} challenge={challenge} onIn={enter} onBack={() => setChallenge(null)} />
  }
  return <PasswordStep email={email} onEmail={setEmail} onIn={enter} onChallenge={setChallenge} />
}
