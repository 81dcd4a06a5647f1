import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { configuredProvider } from '../config/lookup.js'
import type { AuditConfig } from '../config/schema.js'
import { AuditError } from '../domain/error.js'
import { parseModelRef } from '../domain/model.js'
import type { PlannedProvider } from '../domain/plan.js'
import { createConnector } from '../pipeline/connect.js'
import { writeWhole } from '../pipeline/run-files.js'
import type { PolicyDocument } from '../policy/document.js'
import { lintPolicy } from '../policy/lint.js'
import { parsePolicyYaml } from '../policy/policy-yaml.js'
import { createPriceBook } from '../prices/book.js'
import { endpointOf } from '../providers/index.js'
import { createBudget } from '../replay/budget.js'
import { openJournal } from '../replay/journal.js'
import { blankLedger, openLedger } from '../replay/ledger.js'
import type { Clock } from '../replay/limiter.js'
import { createReplayer } from '../replay/replayer.js'
import { checkRoute } from './check-route.js'
import { parseRegressionSet, regressionText } from './regression-set.js'
import type { PinnedRoute, RegressionSet } from './regression-set.js'
import { overall } from './result.js'
import type { CheckResult, RouteCheck } from './result.js'

export interface CheckOptions {
  readonly policyPath: string
  readonly setPath: string
  readonly config: AuditConfig
  readonly margin: number
  readonly alpha: number
  readonly maxSamples: number
  readonly concurrency: number
  readonly budgetUsd: number
  /** Only recorded answers, of any run. */
  readonly offline: boolean
  readonly updateBaseline: boolean
  /** Only these; empty for all. */
  readonly routes: readonly string[]
  readonly auditDir: string
  readonly now: Date
  readonly env: NodeJS.ProcessEnv
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly onRoute?: (check: RouteCheck) => void
}

function read(path: string, way: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new AuditError('check/unreadable', `${path}: ${code === 'ENOENT' ? 'there is no such file' : (code ?? 'it cannot be read')}`, way)
  }
}

/** Lint of the policy file: what makes it invalid or says that it has expired, as lines with their places. */
function lintFile(path: string, now: Date): { readonly policy: PolicyDocument | undefined; readonly issues: readonly string[] } {
  const text = read(path, 'Write a policy with audit run, or name another file with --policy.')
  try {
    const { data, placeOf } = parsePolicyYaml(text, path)
    const errors = lintPolicy(data, now).filter(({ severity }) => severity === 'error')
    const sound = !errors.some((issue) => issue.message.includes('must be a map') && issue.path.length === 0)
    return { policy: sound ? (data as PolicyDocument) : undefined, issues: errors.map((issue) => `${placeOf(issue.path)}: ${issue.path.join('.')} ${issue.message}`) }
  } catch (error) {
    if (error instanceof AuditError) return { policy: undefined, issues: [error.message] }
    throw error
  }
}

/** Providers of the pinned models: as configured, built in, or, for want of both, as the policy says. */
function providersFor(set: RegressionSet, policy: PolicyDocument | undefined, options: CheckOptions): Record<string, PlannedProvider> {
  const names = new Set(set.routes.flatMap((route) => [route.model, route.incumbent]).flatMap((ref) => parseModelRef(ref)?.provider ?? []))
  return Object.fromEntries([...names].flatMap((name): readonly (readonly [string, PlannedProvider])[] => {
    const configured = configuredProvider(options.config, name)
    const listed = policy?.providers && Object.hasOwn(policy.providers, name) ? policy.providers[name] : undefined
    const fromPolicy = listed?.base_url !== undefined && (listed.type === 'openai' || listed.type === 'anthropic')
      ? { api: listed.type, baseUrl: listed.base_url.replace(/\/+$/, ''), timeoutMs: 120_000, ...(listed.api_key_env === undefined ? {} : { apiKeyEnv: listed.api_key_env }) } as const
      : undefined
    const endpoint = endpointOf(name, configured, options.env) ?? fromPolicy
    if (endpoint === undefined) return []
    const { api, baseUrl, timeoutMs, apiKeyEnv } = endpoint
    const limits = { maxConcurrency: configured?.maxConcurrency, rpm: configured?.rpm, tpm: configured?.tpm }
    return [[name, { api, baseUrl, timeoutMs, ...(apiKeyEnv === undefined ? {} : { apiKeyEnv }), ...Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)), regions: [], compliance: [] }]]
  }))
}

/**
 * Replays the pinned regression set and decides, route by route. Nothing is looked up but with `offline`: an answer of last
 * week says nothing of today. What is paid for is recorded under `<auditDir>/check`. Throws AuditError for unusable input.
 */
export async function runCheck(options: CheckOptions): Promise<CheckResult> {
  const { policy, issues } = lintFile(options.policyPath, options.now)
  const set = parseRegressionSet(read(options.setPath, 'audit run pins it beside the policy; name it with --regression if it lies elsewhere.'), options.setPath)
  const known = set.routes.map(({ route }) => route)
  const strange = options.routes.find((name) => !known.includes(name))
  if (strange !== undefined) throw new AuditError('check/route', `--route ${strange}: the set has no such route`, `It has: ${known.join(', ')}.`)
  const book = createPriceBook(options.config)
  const providers = providersFor(set, policy, options)
  const directory = join(options.auditDir, 'check', set.policy.replace(/[^A-Za-z0-9._-]/g, '_'))
  if (!options.offline) mkdirSync(directory, { recursive: true, mode: 0o700 })
  const journal = openJournal(directory, { auditDir: options.auditDir, keepFailures: false, fresh: !options.offline, readOnly: options.offline })
  const ledger = options.offline ? blankLedger() : openLedger(directory, true)
  const connector = options.offline ? undefined : createConnector({ providers }, options)
  const replayer = createReplayer({
    journal, ledger, clock: options.clock, jitter: Math.random,
    budget: createBudget({ totalUsd: options.budgetUsd, providerUsd: {}, modelUsd: {} }, []),
    connect: connector?.open,
  })
  const [checks, renewed] = [[] as RouteCheck[], [] as PinnedRoute[]]
  try {
    for (const route of set.routes) {
      if (options.routes.length > 0 && !options.routes.includes(route.route)) {
        renewed.push(route)
        continue
      }
      options.signal.throwIfAborted()
      const checked = await checkRoute(route, { ...options, replayer, providers, priceOf: book.priceOf })
      checks.push(checked.check)
      renewed.push(checked.renewed)
      options.onRoute?.(checked.check)
    }
  } finally {
    try {
      await replayer.drain()
    } finally {
      await connector?.close()
      journal.close()
      ledger.close()
    }
  }
  const unpinned = (policy?.routes ?? []).filter((route) => route.evidence !== undefined && !known.includes(route.id)).map((route) => `${options.policyPath}: the route ${route.id} carries evidence, but no cases are pinned for it in ${options.setPath}`)
  if (options.updateBaseline) writeWhole(options.setPath, regressionText({ ...set, routes: renewed }))
  return {
    schemaVersion: 1,
    ...overall(checks, issues.length > 0 || unpinned.length > 0),
    policy: { file: options.policyPath, id: policy?.metadata?.id ?? null, status: issues.length > 0 || unpinned.length > 0 ? 'regressed' : 'ok', issues: [...issues, ...unpinned] },
    margin: options.margin, alpha: options.alpha, routes: checks, costUsd: checks.reduce((sum, one) => sum + one.costUsd, 0),
  }
}
