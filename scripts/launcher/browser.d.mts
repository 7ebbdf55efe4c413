type Step = { note(text: string): void; done(text: string): void }
/** `TRAFFIX_CHROMIUM` and what it needs beside. */
export function ensureBrowser(context: {
  progress: { step(name: string, text: string): Step }
  stops: { add(...stop: unknown[]): () => void; check(): void; closed: boolean }
}): Promise<Record<string, string>>
