import { contractOf, shareTools } from '../contract.js'
import type { PromptDocument } from '../document.js'
import { rowCount } from '../document.js'
import { leaf } from '../task-group.js'
import type { GroupLimits, GroupTree, TaskGroup } from '../task-group.js'
import { byKey, joinRare, ordered, RARE } from './join-rare.js'

/** The document that stands for the most common contract of a part. */
function byMost(documents: readonly PromptDocument[]): PromptDocument {
  const [best] = largestFirst([...byKey(documents, contractOf).values()])
  return best?.[0] as PromptDocument
}

function largestFirst(parts: readonly (readonly PromptDocument[])[]): readonly (readonly PromptDocument[])[] {
  return [...parts].sort((a, b) => rowCount(b) - rowCount(a) || (contractOf(a[0] as PromptDocument) < contractOf(b[0] as PromptDocument) ? -1 : 1))
}

/** Calls of like contracts: of one response format, and with tools that grew or shrank step by step. `firsts` has a document of each contract. */
function likeContracts(documents: readonly PromptDocument[]): readonly { readonly firsts: readonly PromptDocument[]; readonly documents: readonly PromptDocument[] }[] {
  const joined: { readonly firsts: PromptDocument[]; readonly documents: PromptDocument[] }[] = []
  for (const part of largestFirst([...byKey(documents, contractOf).values()])) {
    const first = part[0] as PromptDocument
    const kin = joined.filter(({ firsts }) => firsts.some((other) => other.format === first.format && shareTools(other.tools, first.tools)))
    const [home = { firsts: [], documents: [] }] = kin
    if (kin.length === 0) joined.push(home)
    for (const other of kin.slice(1)) {
      home.firsts.push(...other.firsts)
      home.documents.push(...other.documents)
      joined.splice(joined.indexOf(other), 1)
    }
    home.firsts.push(first)
    home.documents.push(...part)
  }
  return joined
}

/** Splits a group where its calls want clearly different kinds of answers: other tools, another response format. */
export function splitByContract(group: TaskGroup, limits: GroupLimits): GroupTree {
  const joined = likeContracts(group.documents)
  const partOf = new Map(joined.flatMap(({ firsts }, at) => firsts.map((first) => [contractOf(first), at] as const)))
  const tools = joined.map(({ firsts }) => new Set(firsts.flatMap((first) => first.tools)))
  const hasOwnTools = (at: number): boolean => (tools[at]?.size ?? 0) > 0 && tools.every((other, i) => i === at || [...other].every((tool) => !tools[at]?.has(tool)))
  const { parts, branchOf } = joinRare(joined.map(({ documents }) => ordered(documents)), limits, RARE, hasOwnTools)
  if (parts.length === 1) return leaf(group)
  return {
    kind: 'contract',
    known: [...partOf].map(([contract, part]) => [contract, branchOf[part] ?? 0] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
    branches: parts.map((documents) => leaf({ ...group, documents, contract: contractOf(byMost(documents)) })),
  }
}
