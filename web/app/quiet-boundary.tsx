import { Component, type ReactNode, Suspense } from 'react'

type Props = { children: ReactNode; onError: (error: unknown) => void }

/** Around what can be done without: when it fails it is gone, and its owner says so. */
export class QuietBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override componentDidCatch(error: unknown) {
    this.props.onError(error)
  }

  override render() {
    return this.state.failed ? null : <Suspense>{this.props.children}</Suspense>
  }
}
