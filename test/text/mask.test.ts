import fc from 'fast-check'
import { expect, it } from 'vitest'
import { maskSlots } from '../../src/text/mask.js'
import { quickMask } from '../../src/text/quick-mask.js'

/** The masks as the policy format states them, one pattern after the other, with no thought of speed. */
function stated(text: string): string {
  const masks: readonly (readonly [RegExp, string])[] = [
    [/\bhttps?:\/\/[^\s<>"']+/giu, '{url}'],
    [/(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}/gu, '{email}'],
    [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/giu, '{uuid}'],
    [/\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?/gu, '{date}'],
    [/\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b/gu, '{date}'],
    [/"[^"\n]{1,200}"/gu, '{quoted}'],
    [/“[^”\n]{1,200}”/gu, '{quoted}'],
    [/(?<![\p{L}\p{N}])'[^'\n]{1,80}'(?![\p{L}\p{N}])/gu, '{quoted}'],
    [/(?<![\p{L}\p{N}_-])[\p{L}\p{N}_-]*\p{N}[\p{L}\p{N}_-]*/gu, '{id}'],
  ]
  return masks
    .reduce((masked, [pattern, mask]) => masked.replace(pattern, (found) => (mask === '{id}' && /^-?\p{N}+$/u.test(found) ? '{n}' : mask)), text)
    .replace(/\{(?:n|id)\}(?:[.,:]\{(?:n|id)\})+/gu, (found) => (found.includes('{id}') ? '{id}' : '{n}'))
}

const piece = fc.constantFrom('http://', 'HTTPS://x.y/1', 'a@b.co', '@', '2026-01-02', 'T10:11', '3.4.2026', '1/2/26', '"', "'", '“', '”', '0f8fad5b-d9cd-469f-a165-70867728950e', 'ABCDABCD-ABCD-ABCD-ABCD-ABCDABCDABCD', '-', '_', '.', ',', ':', ' ', '\n', 'a', 'Z9', '12', '-7', 'é', '٣', 'x٣', '{n}', '{id}', '{', '}', 'word', '😀', 'ſ')
const text = fc.oneof(fc.array(piece, { maxLength: 14 }).map((parts) => parts.join('')), fc.string({ maxLength: 40 }), fc.string({ unit: 'binary', maxLength: 30 }))

it('masks exactly as stated, however it goes about it', () => {
  fc.assert(fc.property(text, (given) => {
    expect(maskSlots(given)).toBe(stated(given))
    expect(quickMask(given)).toBe(stated(given))
  }), { numRuns: 5000 })
})
