/** What every command is given by the shell around it. */
export interface CommandContext {
  readonly signal: AbortSignal
  readonly env: NodeJS.ProcessEnv
  readonly setCode: (code: number) => void
}
