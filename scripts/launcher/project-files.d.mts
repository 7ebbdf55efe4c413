export function projectFiles(dir?: string): string[]
