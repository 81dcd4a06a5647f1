import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configSchema, type AuditConfig } from '../config/schema.js'
import { generateDemo, startSimulatedModels, type DemoWorld } from '../demo/index.js'
import { AuditError } from '../domain/error.js'
import { publish } from '../pipeline/record/publish.js'
import { runAudit } from '../pipeline/run.js'
import { renderJson } from '../report/json.js'
import { renderTable } from '../report/table.js'
import { writeTrouble } from '../text/file-trouble.js'
import { VERSION } from '../version.js'
import { fileTime } from './clock.js'
import type { CommandContext } from './context.js'
import { demoTruth } from './demo-truth.js'
import { ignoreAuditDirectory } from './gitignore.js'
import { assertWritable, colorWanted, jsonTarget, outputColumns, putJson } from './output.js'
import { AUDIT_DIR } from './runs.js'
import { auditOptions, mergeFlags } from './settings.js'
import { tell } from './tell.js'
import { follow, handOnTerminal, watchers } from './watch.js'

export interface DemoFlags {
  readonly seed: number
  readonly margin?: number
  readonly alpha?: number
  readonly maxSamples?: number
  readonly concurrency: number
  readonly policy: string
  readonly json?: string | boolean
  readonly plain?: boolean
  readonly quiet?: boolean
  readonly color: boolean
}

/** The configuration that a user would write for the demo's company. */
function demoConfig(world: DemoWorld, url: string): AuditConfig {
  const providers = new Map(world.models.map(({ ref, api }) => [ref.slice(0, ref.indexOf('/')), api]))
  const incumbents = new Set(world.tasks.map(({ incumbent }) => incumbent))
  return configSchema.parse({
    version: 1,
    candidates: world.models.filter(({ ref }) => !incumbents.has(ref)).map(({ ref, price }) => ({ model: ref, price })),
    providers: Object.fromEntries([...providers].map(([name, api]) => [name, { api, base_url: api === 'openai' ? `${url}/v1` : url }])),
    models: Object.fromEntries(world.models.filter(({ ref }) => incumbents.has(ref)).map(({ ref, price }) => [ref.slice(ref.indexOf('/') + 1), { as: ref, price }])),
    gold: 'metadata.expected',
  })
}

/** `audit demo`: a generated log, simulated models behind a real local server, the whole audit, and the truth beside it. */
export async function demo(flags: DemoFlags, context: CommandContext): Promise<void> {
  const target = jsonTarget(flags.json, [])
  if (statSync(flags.policy, { throwIfNoEntry: false })?.isFile() !== true) assertWritable(flags.policy, '--policy')
  const say = (text: string) => {
    if (!flags.quiet) tell(text)
  }
  const world = generateDemo(flags.seed)
  const runDir = join(AUDIT_DIR, `demo-${flags.seed}`)
  ignoreAuditDirectory(process.cwd())
  const log = join(runDir, 'log.jsonl')
  try {
    rmSync(runDir, { recursive: true, force: true })
    mkdirSync(runDir, { recursive: true, mode: 0o700 })
    writeFileSync(log, world.records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  } catch (error) {
    throw new AuditError('demo/folder', `${runDir}: ${writeTrouble(error)}`, 'Call it in a folder that can be written: the demo keeps its run and its policy there.')
  }
  const intro = `The log and the models of this demo are simulated: ${world.records.length} calls of a made-up company, ${world.models.length} models with known competence behind a local server.`
  say(intro)
  const server = await startSimulatedModels(world)
  try {
    const config = mergeFlags(demoConfig(world, server.url), flags)
    const options = auditOptions([log], config, { ...flags, topTasks: 100, runDir, fresh: true, members: true }, context)
    const hand = handOnTerminal({ ...flags, env: context.env })
    const audited = await follow(runAudit({ ...options, ...(hand ? { steering: hand, watched: true } : {}) }), await watchers({ quiet: flags.quiet ?? false, events: undefined, live: hand, color: flags.color }))
    const { result, written, warnings } = await publish(audited, { config, policyPath: flags.policy, now: fileTime(context.env), version: VERSION })
    const taken = putJson(target, renderJson(result))
    // On a terminal the table below says them.
    if (taken || process.stdout.isTTY !== true) for (const warning of warnings) say(`warning: ${warning}`)
    if (!taken && !flags.quiet) {
      const color = colorWanted(flags.color, context.env)
      process.stdout.write(renderTable(result, { width: outputColumns(), color }))
      process.stdout.write(`\n${demoTruth(world, result, config.quality.margin, { width: outputColumns(), color })}`)
    }
    say(`${written.kind === 'replaced' ? 'replaced' : 'wrote'} ${written.path}${written.kind === 'beside' ? ` beside ${flags.policy}, which was edited or is not ours` : ''}; the run lies in ${runDir}`)
    say('Next, on your own log:\n  audit run calls.jsonl --candidate openai/gpt-4o-mini --budget 5')
  } finally {
    await server.close()
  }
}
