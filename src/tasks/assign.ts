import type { LlmCall } from '../domain/call.js'
import { remembered } from '../text/remembered.js'
import { contractOf, nearestContract } from './contract.js'
import { askedFor, maskedSystem, maskedUser, userTokens } from './document.js'
import type { AskedFor } from './document.js'
import { isGeneric } from './prompts/generic-prompt.js'
import { gramMatcher } from './words/gram-set.js'
import { headsOf } from './apart/request-head.js'
import { promptKey } from './stratum-key.js'
import { tagReader } from './apart/tag-field.js'
import type { TaskModel } from './task-model.js'
import type { TaskTree } from './task-tree.js'
import { residualHashes } from './residual.js'
import { isLiteral, partByMarks, tellingMarks } from './apart/told-apart.js'
import { tokenHashes } from './words/token-hashes.js'
import { classReader } from './words/word-classifier.js'
import { isSlot, slotValue } from './apart/wording-slot.js'

/** Names the task of a call; undefined for a call of none. */
export type AssignTask = (call: Pick<LlmCall, 'request' | 'metadata'>) => string | undefined

/** A request and what was worked out about its texts so far. */
interface Request extends Omit<AskedFor, 'user'> {
  /** Undefined where it was not looked at. */
  readonly user?: string
  userHashes?: Int32Array
  systemHashes?: Int32Array
}

type Choose = (request: Request) => number

/** What a request without its user text leaves open. */
const OPEN = -2

const REMEMBERED = 4_096

function hashesOf(request: Request, of: 'system' | 'user'): Int32Array {
  return of === 'user' ? (request.userHashes ??= tokenHashes(maskedUser(request.user ?? ''))) : (request.systemHashes ??= tokenHashes(maskedSystem(request.system)))
}

/** Turns a tree into a function, so that its look-up tables are built once. */
function chooser(tree: TaskTree<number>): Choose {
  if (tree.kind === 'leaf') return () => tree.leaf
  const branches = tree.branches.map(chooser)
  const go = (branch: number | undefined, request: Request): number => (branches[branch ?? 0] ?? (() => -1))(request)
  switch (tree.kind) {
    case 'contract': {
      const known = new Map(tree.known)
      const names = tree.known.map(([contract]) => contract)
      return (request) => {
        const contract = contractOf(request)
        return go(known.get(contract) ?? known.get(nearestContract(contract, names) ?? ''), request)
      }
    }
    case 'wording': {
      const match = gramMatcher(tree.sets.map(({ set }) => set))
      return (request) => {
        if (tree.of === 'user' && request.user === undefined) return OPEN
        const found = match(hashesOf(request, tree.of))
        return go(found === undefined ? tree.rest : tree.sets[found]?.branch, request)
      }
    }
    case 'marks': {
      // What is masked is no part of a call's structure: calls of one structure may differ in it.
      const isOpen = tree.marks.some((own) => own.some(isLiteral))
      const read = remembered(tellingMarks, REMEMBERED)
      return (request) => (isOpen && request.user === undefined ? OPEN : go(partByMarks(tree.marks, tree.rest, read(request.system ?? '')), request))
    }
    case 'head': {
      const known = new Map(tree.known)
      const read = (user: string): string | undefined => (isSlot(tree.place) ? slotValue(tree.place, userTokens(user)) : headsOf(user).get(tree.place))
      return (request) => (request.user === undefined ? OPEN : go(known.get(read(request.user) ?? '') ?? tree.rest, request))
    }
    case 'words': {
      const read = classReader(tree.classifier)
      return (request) => (request.user === undefined ? OPEN : go(read(residualHashes(request.user, hashesOf(request, 'user'))), request))
    }
  }
}

/**
 * Makes the function that says of each call to which task of a model it belongs. Pure and deterministic: the same model and request give the
 * same task, whatever was asked before. A tag decides first, then the system prompt, then tools, response format and user text.
 */
export function taskAssigner(model: TaskModel): AssignTask {
  const place = taskPlacer(model)
  const tagOf = tagReader(model.tagFields, model.askedFields)
  return (call) => model.tasks[place(askedFor(call, tagOf)) ?? -1]?.id
}

/**
 * Index of the task of what is asked, −1 for none; undefined where its user text decides and was not given. What it says without a user text
 * it says with every one, so that most calls of a log can be placed by their structure.
 */
export type PlaceTask = (asked: Omit<AskedFor, 'user'> & { readonly user?: string }) => number | undefined

/** The function behind `taskAssigner`, for callers that have the parts of a request already. */
export function taskPlacer(model: TaskModel): PlaceTask {
  const places = model.places.map(chooser)
  const tags = new Map(model.tags)
  const prompts = new Map(model.prompts)
  const matchFamily = gramMatcher(model.families.map(({ set }) => set))
  const placeOfPrompt = remembered((system): number => {
    const known = prompts.get(promptKey(system))
    if (known !== undefined) return known
    if (isGeneric(system)) return model.untold
    return model.families[matchFamily(tokenHashes(maskedSystem(system))) ?? -1]?.place ?? -1
  }, REMEMBERED)
  return (asked) => {
    const request: Request = { ...asked }
    const tagged = request.tag === undefined ? undefined : tags.get(request.tag)
    const place = tagged ?? (request.system === undefined ? model.untold : placeOfPrompt(request.system))
    const found = places[place]?.(request) ?? -1
    return found === OPEN ? undefined : found
  }
}
