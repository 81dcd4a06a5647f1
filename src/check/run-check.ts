import { join } from 'node:path'
import { configuredProvider } from '../config/lookup.js'
import type { AuditConfig } from '../config/schema.js'
import { AuditError } from '../domain/error.js'
import { parseModelRef } from '../domain/model.js'
import type { PlannedProvider } from '../domain/plan.js'
import { PROVIDER_APIS } from '../domain/provider.js'
import { readText } from '../files/read-text.js'
import { writeWhole } from '../pipeline/record/run-files.js'
import { hideAnswers } from '../pipeline/hide-answers.js'
import { readPlaceholders } from '../pipeline/log/kept-placeholders.js'
import type { PolicyDocument } from '../policy/document.js'
import { lintPolicyText } from '../policy/lint-file.js'
import { createPriceBook } from '../prices/book.js'
import { endpointOf } from '../providers/index.js'
import type { Clock } from '../replay/limiter.js'
import type { ReplayCall } from '../replay/replayer.js'
import { askInBatches } from './ask-in-batches.js'
import { openCheckRoom, type CheckRoom } from './check-room.js'
import { callsWanted, checkRoute } from './check-route.js'
import type { CheckedRoute } from './check-route.js'
import { checksPath, lockCheck } from './purge-answers.js'
import { createMayAsk } from './may-ask.js'
import { MOST_DRAWS, parseRegressionSet, regressionText } from './regression-set.js'
import type { PinnedRoute, RegressionSet } from './regression-set.js'
import { comparesVectors } from './route-vectors.js'
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
  /** Through the batch APIs of the providers, at half the price; without `wait` it ends once the calls are handed in. */
  readonly batch: boolean
  readonly wait: boolean
  /** Only recorded answers, of any run. */
  readonly offline: boolean
  readonly updateBaseline: boolean
  /** How often each case is asked; as often as when it was pinned where absent. */
  readonly draws: number | undefined
  /** Only these; empty for all. */
  readonly routes: readonly string[]
  readonly auditDir: string
  readonly now: Date
  readonly env: NodeJS.ProcessEnv
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly onRoute?: (check: RouteCheck) => void
  readonly onNote?: (note: string) => void
}

async function read(path: string, way: string, signal: AbortSignal): Promise<string> {
  try {
    return await readText(path, signal)
  } catch (error) {
    signal.throwIfAborted()
    const code = (error as NodeJS.ErrnoException).code
    throw new AuditError('check/unreadable', `${path}: ${code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a directory' : (code ?? 'it cannot be read')}`, way)
  }
}

/** Lint of the policy file: what makes it invalid or says that it has expired, as lines with their places. */
async function lintFile(path: string, { now, signal }: CheckOptions): Promise<{ readonly policy: PolicyDocument | undefined; readonly issues: readonly string[] }> {
  const text = await read(path, 'Write a policy with audit run, or name another file with --policy.', signal)
  try {
    const { evaluable, issues } = lintPolicyText(text, path, now)
    return { policy: evaluable, issues: issues.filter(({ severity }) => severity === 'error').map(({ place, said }) => `${place}: ${said}`) }
  } catch (error) {
    if (error instanceof AuditError) return { policy: undefined, issues: [`${error.message}. ${error.way}`] }
    throw error
  }
}

const vectorModel = (route: PinnedRoute, { config }: CheckOptions): string | undefined => route.embeddings?.model ?? config.embeddings?.model

/** A check that says how many cases of the whole route were kept from it; they stay in the set as they are. */
function withWithheld({ check, renewed, decided }: CheckedRoute, whole: PinnedRoute): CheckedRoute {
  const withheld = whole.cases.length - renewed.cases.length
  if (withheld === 0) return { check, renewed, decided }
  const known = new Map(renewed.cases.map((one) => [one.id, one]))
  const why = `constraints keep ${withheld} of ${whole.cases.length} pinned cases from a model that would be asked, or the set does not say whether they do: pin them anew with audit run, or declare compliance or regions under providers, if the provider has them`
  return {
    decided,
    check: { ...check, pinned: whole.cases.length, withheld, ...(renewed.cases.length === 0 && check.status === 'inconclusive' ? { message: why } : { notes: [...check.notes, why] }) },
    renewed: { ...renewed, cases: whole.cases.map((one) => known.get(one.id) ?? one) },
  }
}

/** Providers of the pinned models: as configured, built in, or, for want of both, as the policy says. */
function providersFor(set: RegressionSet, policy: PolicyDocument | undefined, options: CheckOptions): Record<string, PlannedProvider> {
  const names = new Set(set.routes.flatMap((route) => [route.model, route.incumbent, ...(comparesVectors(route) ? [vectorModel(route, options) ?? ''] : [])]).flatMap((ref) => parseModelRef(ref)?.provider ?? []))
  return Object.fromEntries([...names].flatMap((name): readonly (readonly [string, PlannedProvider])[] => {
    const configured = configuredProvider(options.config, name)
    const listed = policy?.providers && Object.hasOwn(policy.providers, name) ? policy.providers[name] : undefined
    const api = listed?.type === 'compatible' ? 'openai' : PROVIDER_APIS.find((one) => one === listed?.type)
    const fromPolicy = listed?.base_url !== undefined && api !== undefined
      ? { api, baseUrl: listed.base_url.replace(/\/+$/, ''), timeoutMs: 120_000, ...(listed.api_key_env === undefined ? {} : { apiKeyEnv: listed.api_key_env }), ...(listed.api_version === undefined ? {} : { apiVersion: listed.api_version }) }
      : undefined
    const endpoint = endpointOf(name, configured, options.env) ?? fromPolicy
    if (endpoint === undefined) return []
    const { name: _name, ...address } = { name, ...endpoint }
    const limits = { maxConcurrency: configured?.maxConcurrency, rpm: configured?.rpm, tpm: configured?.tpm }
    return [[name, { ...address, ...Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)), regions: [], compliance: [] }]]
  }))
}

/**
 * Replays the pinned regression set and decides, route by route. Nothing is looked up but with `offline`: an answer of last
 * week says nothing of today. What is paid for is recorded under `<auditDir>/check`. Throws AuditError for unusable input.
 */
export async function runCheck(options: CheckOptions): Promise<CheckResult> {
  const { policy, issues } = await lintFile(options.policyPath, options)
  const set = parseRegressionSet(await read(options.setPath, 'audit run pins it beside the policy where a task moves; name it with --regression if it lies elsewhere.', options.signal), options.setPath)
  const known = set.routes.map(({ route }) => route)
  const strange = options.routes.find((name) => !known.includes(name))
  if (strange !== undefined) throw new AuditError('check/route', `--route ${strange}: the set has no such route`, `It has: ${known.join(', ')}.`)
  if ((options.draws ?? 1) > MOST_DRAWS) throw new AuditError('check/draws', `--draws ${options.draws}: at most ${MOST_DRAWS}`, 'More draws of the same case say little that fewer do not.')
  const book = createPriceBook(options.config)
  const providers = providersFor(set, policy, options)
  const chosen = options.routes.length === 0 ? set.routes : set.routes.filter(({ route }) => options.routes.includes(route))
  const mayAsk = createMayAsk(options.config, policy)
  const sendable = (route: PinnedRoute): PinnedRoute => ({ ...route, cases: route.cases.filter((one) => mayAsk(route, one, comparesVectors(route) ? vectorModel(route, options) : undefined)) })
  const allowed = chosen.map(sendable)
  const directory = join(checksPath(options.auditDir), set.policy.replace(/[^A-Za-z0-9._-]/g, '_'))
  // Two checks that write one journal would spoil what either paid for.
  const unlock = options.offline ? () => {} : lockCheck(directory)
  const checked = new Map<string, CheckedRoute>()
  let room: CheckRoom | undefined
  try {
    room = openCheckRoom(directory, providers, { ...options, hide: hideAnswers(options.config.redact, readPlaceholders(options.auditDir).placeholders) })
    const { batcher, recorded, replayer } = room
    const routeOptions = { ...options, draws: options.offline ? 1 : options.draws, providers, priceOf: book.priceOf, vectorReplayer: replayer, embeddings: options.config.embeddings }
    if (batcher) {
      const next = async (): Promise<readonly ReplayCall[]> => (await Promise.all(allowed.map((route) => callsWanted(route, { ...routeOptions, replayer: recorded })))).flat()
      await askInBatches(next, { ...options, batcher, replayer, onNote: options.onNote ?? (() => {}) })
    }
    for (const [at, route] of allowed.entries()) {
      options.signal.throwIfAborted()
      const one = withWithheld(await checkRoute(route, { ...routeOptions, replayer: batcher ? recorded : replayer }), chosen[at] ?? route)
      checked.set(route.route, one)
      options.onRoute?.(one.check)
    }
  } finally {
    await room?.close()
    unlock()
  }
  const checks = [...checked.values()].map(({ check }) => check)
  const renewed = set.routes.map((route) => checked.get(route.route)?.renewed ?? route)
  const unpinned = (policy?.routes ?? []).filter((route) => route.evidence !== undefined && !known.includes(route.id)).map((route) => `${options.policyPath}: the route ${route.id} carries evidence, but no cases are pinned for it in ${options.setPath}`)
  if (options.updateBaseline) writeWhole(options.setPath, regressionText({ ...set, routes: renewed }))
  return {
    schemaVersion: 1,
    ...overall(checks, issues.length > 0 || unpinned.length > 0),
    policy: { file: options.policyPath, id: policy?.metadata?.id ?? null, status: issues.length > 0 || unpinned.length > 0 ? 'regressed' : 'ok', issues: [...issues, ...unpinned] },
    margin: options.margin, alpha: options.alpha, routes: checks, costUsd: room.spentUsd(),
  }
}
