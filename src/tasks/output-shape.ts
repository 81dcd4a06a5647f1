import type { ModelOutput } from '../domain/message.js'

/** What an answer looks like: which validator could score it. */
export type OutputShape = 'tool' | 'json' | 'code' | 'number' | 'label' | 'sentence' | 'prose' | 'empty'

const CODE = /```|^(?:def|class|import|from|function|const|let|select|public|#include)\b/iu
const NUMBER = /^[^\p{L}\p{N}]{0,3}\p{N}[\p{N}.,%\s]{0,30}$/u

function isJson(text: string): boolean {
  if (!/^[[{]/u.test(text) || !/[\]}]$/u.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Shape of one answer: a label has at most six words, a sentence at most forty on one line. */
export function outputShape(output: ModelOutput): OutputShape {
  if (output.toolCalls.length > 0) return 'tool'
  const text = output.text.trim()
  if (text === '') return 'empty'
  if (isJson(text.replace(/^```(?:json)?\s*/iu, '').replace(/```$/u, '').trim())) return 'json'
  if (CODE.test(text.slice(0, 2_000))) return 'code'
  if (NUMBER.test(text)) return 'number'
  const count = text.length > 400 ? 41 : text.split(/\s+/u).length
  if (count <= 6) return 'label'
  return count <= 40 && !text.includes('\n') ? 'sentence' : 'prose'
}

/** Share of each shape among some answers. */
export function shapeShares(shapes: readonly OutputShape[]): ReadonlyMap<OutputShape, number> {
  const shares = new Map<OutputShape, number>()
  for (const shape of shapes) shares.set(shape, (shares.get(shape) ?? 0) + 1 / shapes.length)
  return shares
}

/** Total variation distance of two lists of shapes, in [0,1]: 0 the same mix, 1 nothing in common. */
export function shapeDistance(a: readonly OutputShape[], b: readonly OutputShape[]): number {
  const [inA, inB] = [shapeShares(a), shapeShares(b)]
  return [...new Set([...inA.keys(), ...inB.keys()])].reduce((sum, shape) => sum + Math.abs((inA.get(shape) ?? 0) - (inB.get(shape) ?? 0)) / 2, 0)
}
