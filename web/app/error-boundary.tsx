import { Component, type ReactNode } from 'react'
import { Crash } from './crash.tsx'
import { forgetFailedParts } from './lazy-part.tsx'

type Props = { children: ReactNode; whole?: boolean }

/** One failing panel stays one failing panel. */
export class ErrorBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  retry = () => {
    forgetFailedParts()
    this.setState({ failed: false })
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return <Crash whole={this.props.whole ?? false} onRetry={this.retry} />
  }
}
