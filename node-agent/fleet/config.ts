import { type Config, dataDir, readConfig } from '#kit/config.ts'

const fields = {
  /** Where `fleet.json` with the codes is looked for, and where the fleet's keys are kept. */
  TRAFFIX_DATA: dataDir(),
}

export type FleetConfig = Config<typeof fields>
export const fleetConfig = (env?: Record<string, string | undefined>): FleetConfig => readConfig(fields, env)
