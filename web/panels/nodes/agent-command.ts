/** As node-agent/README.md has it. The link has letters that a shell takes for its own. */
export const agentCommand = (link: string): string => `npm run agent -- --link '${link}'`
