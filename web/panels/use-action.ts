import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { errorText } from '../i18n/error-text.ts'
import { queries } from '../frame/queries.ts'
import { type ToastLink, toastLater } from '../stores/toasts.ts'

type Options<In, Out> = {
  run: (given: In) => Promise<Out>
  /** Lists that show something else afterwards. */
  touches: readonly string[]
  done?: (out: Out, given: In) => string
  /** Where what was done is to be seen. */
  link?: (out: Out, given: In) => ToastLink | undefined
  after?: (out: Out) => void
  /** `true`: the form has shown it already. */
  failed?: (error: unknown) => boolean
}

/** A change: it says how it went, and every list that it touches is asked for again. */
export function useAction<In, Out>({ run, touches, done, link, after, failed }: Options<In, Out>) {
  const { t } = useTranslation()
  return useMutation({
    mutationFn: run,
    onMutate: toastLater,
    onSuccess: (out, given, say) => {
      if (done) say('good', done(out, given), undefined, link?.(out, given))
      after?.(out)
    },
    onError: (error, _given, say) => {
      if (!failed?.(error)) say?.('bad', t('toast.failed'), errorText(t, error))
    },
    onSettled: () => Promise.all(touches.map(key => queries.invalidateQueries({ queryKey: [key] }))),
  })
}
