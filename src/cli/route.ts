import { AuditError } from '../domain/error.js'
import { isJsonObject } from '../domain/json.js'
import { createRouter, type PolicyRequest } from '../policy/index.js'
import { readPolicyFile } from '../policy/policy-file.js'
import type { CommandContext } from './context.js'
import { jsonRows } from './rows.js'

/** `audit route`: for each request one line of JSON with route, model, fallbacks, reason and trace. */
export async function route(requests: string, flags: { readonly policy: string; readonly now?: string }, context: CommandContext): Promise<void> {
  const router = createRouter(await readPolicyFile(flags.policy))
  const now = flags.now === undefined ? new Date() : new Date(flags.now)
  if (Number.isNaN(now.getTime())) throw new AuditError('route/now', `--now ${flags.now}: not a time`, 'Write it as ISO 8601, e.g. 2027-01-31T00:00:00Z.')
  for await (const { line, value } of jsonRows(requests)) {
    context.signal.throwIfAborted()
    if (!isJsonObject(value)) throw new AuditError('route/request', `${requests === '-' ? 'standard input' : requests}:${line}: a request is a JSON object`, 'Write {"metadata": {…}, "prompt": {"system": …, "last_user": …}, …} per line.')
    process.stdout.write(`${JSON.stringify(router.route(value as PolicyRequest, { now }))}\n`)
  }
}
