import { homedir } from 'node:os'
import { join } from 'node:path'
import { type Config, readConfig } from '#kit/config.ts'
import { z } from 'zod'

const fields = {
  /** Where the device's key is. */
  TRAFFIX_AGENT_DIR: z.string().default(() => join(homedir(), '.traffix-node')),
  /** Where Termux's commands are looked for. */
  PATH: z.string().default(''),
}

export type AgentConfig = Config<typeof fields>
export const agentConfig = (env?: Record<string, string | undefined>): AgentConfig => readConfig(fields, env)
