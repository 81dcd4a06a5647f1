import { existsSync, writeFileSync } from 'node:fs'
import { parseConfig } from '../config/parse.js'
import { AuditError } from '../domain/error.js'
import { parseModelRef } from '../domain/model.js'
import { configText } from '../init/config-text.js'
import { propose, withCandidates, type Proposal } from '../init/propose.js'
import { reachable } from '../init/reachable.js'
import { sampleLog } from '../init/sample-log.js'
import { inspectLogs } from '../pipeline/log/inspect.js'
import { plain } from '../text/display.js'
import { writeTrouble } from '../text/file-trouble.js'
import type { CommandContext } from './context.js'
import { ignoreAuditDirectory } from './gitignore.js'
import { assertNotInput, assertWritable } from './output.js'
import { onTerminal } from './question.js'
import { auditOptions, DEFAULT_CONFIG, mergeFlags } from './settings.js'
import { tell } from './tell.js'
import { follow, watchers } from './watch.js'

export interface InitFlags {
  readonly config?: string
  readonly incumbent?: string
  readonly candidate?: readonly string[]
  readonly budget?: number
  readonly yes?: boolean
  readonly force?: boolean
  readonly quiet?: boolean
}

type Choice = Pick<InitFlags, 'incumbent' | 'candidate' | 'budget'>

function chosen(proposal: Proposal, { incumbent, candidate, budget }: Choice, env: NodeJS.ProcessEnv): Proposal {
  const wrong = candidate?.find((model) => parseModelRef(model) === undefined)
  if (wrong !== undefined) throw new AuditError('init/candidate', `--candidate ${wrong}: not a model as provider/model`, 'Write it as openai/gpt-4o-mini.')
  return {
    ...(candidate === undefined ? proposal : withCandidates(proposal, candidate, env)),
    ...(incumbent === undefined ? {} : { incumbent }),
    ...(budget === undefined ? {} : { budgetUsd: budget }),
  }
}

/** Asks for what the proposal leaves open; an empty line takes what stands in brackets. */
function ask(proposal: Proposal, signal: AbortSignal): Promise<Choice> {
  return onTerminal(signal, 'nothing was written: the questions were left', async (question) => {
    const askUntil = async <T>(text: string, otherwise: string, read: (answer: string) => T | undefined, help: string): Promise<T | undefined> => {
      for (;;) {
        const answer = await question(`${text} [${otherwise || 'none'}] `)
        if (answer === '') return undefined
        const value = read(answer)
        if (value !== undefined) return value
        tell(`  ${help}`)
      }
    }
    const incumbent = await askUntil('The model in production', proposal.incumbent ?? 'per task, the one that served most', (answer) => answer, '')
    const models = (answer: string) => answer.split(/[\s,]+/).filter((name) => name !== '')
    const candidate = await askUntil('Models to try, separated by spaces', proposal.candidates.map(({ model }) => model).join(' '),
      (answer) => (models(answer).every((name) => parseModelRef(name)) ? models(answer) : undefined), 'Write each as provider/model, such as openai/gpt-4o-mini.')
    const usd = (answer: string) => Number(answer.replace(/^\$/, ''))
    const budget = await askUntil('Most USD that a run may spend', String(proposal.budgetUsd), (answer) => (usd(answer) > 0 ? usd(answer) : undefined), 'A number above 0, such as 5.')
    return { ...(incumbent === undefined ? {} : { incumbent }), ...(candidate === undefined ? {} : { candidate }), ...(budget === undefined ? {} : { budget }) }
  })
}

const quoted = (path: string): string => (/^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`)

function nextCommand(proposal: Proposal, file: string, logs: readonly string[]): string {
  const config = file === DEFAULT_CONFIG ? '' : ` --config ${quoted(file)}`
  return `audit ${proposal.candidates.length === 0 ? 'inspect' : 'plan'}${config} ${logs.length === 0 ? 'calls.jsonl' : logs.map(quoted).join(' ')}`
}

/** `audit init`: proposes a configuration from the logs and the keys that are set, and writes it. No model is called, no key is shown. */
export async function init(logs: readonly string[], flags: InitFlags, context: CommandContext): Promise<void> {
  const file = flags.config ?? DEFAULT_CONFIG
  assertNotInput(file, '--config', logs)
  if (existsSync(file) && !flags.force) throw new AuditError('init/exists', `${file} exists already and may have been edited`, 'Pass --force to write over it, or --config NAME for another file.')
  assertWritable(file, '--config')
  if (logs.includes('-')) throw new AuditError('init/stdin', 'audit init reads a log twice, and standard input can be read once only', 'Name a file.')
  const say = (text: string) => {
    if (!flags.quiet) tell(text)
  }
  ignoreAuditDirectory(process.cwd())
  const options = auditOptions(logs, mergeFlags(parseConfig('version: 1', file), {}), { topTasks: 10, concurrency: 1, seed: 1 }, context)
  const inspected = logs.length === 0 ? undefined : await follow(inspectLogs(options), await watchers({ quiet: flags.quiet ?? false, events: undefined, live: undefined }))
  const proposal = propose(logs, inspected, logs.length === 0 ? undefined : await sampleLog(logs, context.signal), context.env)
  const interactive = process.stdin.isTTY === true && process.stderr.isTTY === true && !flags.yes
  const final = chosen(chosen(proposal, interactive ? await ask(proposal, context.signal) : {}, context.env), flags, context.env)
  const text = configText(final)
  parseConfig(text, file) // what is written must run; a slip here would be a bug
  try {
    writeFileSync(file, text, { flag: flags.force ? 'w' : 'wx' })
  } catch (error) {
    throw new AuditError('output/write', `--config ${file}: ${writeTrouble(error)}`, 'Name a file that can be written.')
  }
  say(`wrote ${file}: ${final.candidates.length === 0 ? 'no candidate could be proposed; name some in it' : `${final.candidates.map(({ model }) => plain(model)).join(', ')}; at most $${final.budgetUsd}`}`)
  const withheld = final.constraints.reduce((sum, { share }) => sum + share, 0)
  if (withheld > 0) say(`${final.constraints.length} constraint${final.constraints.length === 1 ? '' : 's'} from metadata: up to ${Math.min(100, Math.round(withheld * 100))} % of the calls go to no provider until its entry declares what they require`)
  const homeless = [...new Set(final.candidates.map(({ model }) => parseModelRef(model)?.provider ?? ''))].filter((name) => reachable(name) === undefined)
  for (const name of homeless) say(`before a run: add ${plain(name)} under providers, with its base_url`)
  for (const name of final.missingKeys) say(`before a run: set ${name}`)
  say(`Next: ${nextCommand(final, file, logs)}`)
}
