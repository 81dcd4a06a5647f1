import { describe, expect, it } from 'vitest'
import { instructionTokens } from '../../src/tasks/prompts/prompt-contents.js'
import { dice, sentence } from './traffic.js'

const SORT = 'Sort every incoming letter into the pile where it belongs.\nAnswer with the colour of that pile alone.'
const PRAISE = 'Praise whatever the visitor has painted in three warm lines.\nNever mention what other visitors brought.'
const DESK = 'You work for the harbour and speak in full sentences at all times.'
const PASSAGES = Array.from({ length: 8 }, (_, at) => `${sentence(at)}. ${sentence(at + 50)}.`)
/** Two or three of the passages, others each time. */
const drawn = (n: number): string => PASSAGES.filter((_, at) => dice(n, at, 8) < 3).join('\n')
const prompts = (instruction: string, from: number) => Array.from({ length: 60 }, (_, n) => ({ masked: `${instruction}\n${drawn(from + n)}`, size: 2 }))
const said = (list: readonly (readonly string[])[]): ReadonlySet<string> => new Set(list.map((own) => own.filter((token) => /\p{L}/u.test(token)).join(' ')))

describe('instructionTokens', () => {
  it('leaves out passages drawn anew for each call, also where applications share them, and keeps the applications apart', () => {
    const both = [...prompts(SORT, 0), ...prompts(PRAISE, 500)]
    const all = instructionTokens(both)
    expect(said(all.slice(0, 60))).toEqual(new Set(['sort every incoming letter into the pile where it belongs answer with the colour of that pile alone']))
    expect(said(all.slice(60))).toEqual(new Set(['praise whatever the visitor has painted in three warm lines never mention what other visitors brought']))
  })

  it('keeps what tells applications behind one preamble apart', () => {
    const preamble = 'You work for the harbour. Never repeat what anyone told you in confidence. Speak in full sentences at all times.'
    const list = [SORT, PRAISE].map((own) => ({ masked: `${preamble}\n${own}`, size: 40 }))
    expect(said(instructionTokens(list)).size).toBe(2)
    expect(instructionTokens(list).map((own) => own.includes('colour') || own.includes('painted'))).toEqual([true, true])
  })

  it('keeps both sides of applications that each serve the same customers', () => {
    const customers = ['The customer runs a bakery beside the old stone bridge.', 'The customer sails between the islands every single summer.']
    const list = customers.flatMap((customer) => [SORT, PRAISE].map((own) => ({ masked: `${customer}\n${own}`, size: 30 })))
    expect(said(instructionTokens(list)).size).toBe(4)
  })

  it('leaves out a sentence that went while another, changed at another time, stayed', () => {
    const rest = Array.from({ length: 12 }, (_, at) => `${sentence(at + 200)} and ${sentence(at + 300)}.`).join(' ')
    const [before, after] = ['Count the lamps that are burning under the northern stairs.', 'Report the lamps whose wick somebody trimmed this morning.']
    const [early, late] = ['Whoever asks about candles deserves a gentle joke first.', 'Mention matches only where children are out of hearing.']
    const list = [[before, early], [after, early], [after, late]].map((own) => ({ masked: [rest, ...own].join(' '), size: 50 }))
    const all = instructionTokens(list)
    expect(all.some((own) => own.includes('trimmed') || own.includes('joke'))).toBe(false)
    expect(all.every((own) => own.length > 100)).toBe(true)
  })

  it('keeps an instruction whose alternatives are many and small, beside larger passages that come with several of them', () => {
    const others = ['Name the tool that mends what the tenant complains about.', 'Guess from the diary how long the voyage of its writer took.', 'Shorten the minutes of the choir until they fit a postcard.']
    const [shared = '', theirs = ''] = PASSAGES
    const list = [
      ...Array.from({ length: 20 }, (_, n) => ({ masked: [DESK, SORT, ...(n % 2 ? [shared] : [])].join('\n'), size: 1 })),
      ...Array.from({ length: 60 }, (_, n) => ({ masked: [DESK, others[n % 3] ?? '', ...(n < 24 ? [theirs] : []), ...(Math.floor(n / 3) % 6 ? [shared] : [])].join('\n'), size: 1 })),
    ]
    const all = instructionTokens(list)
    expect(all.slice(0, 20).every((own) => own.includes('colour'))).toBe(true)
  })

  it('keeps an instruction whose alternative is restless, beside a passage that is not', () => {
    const [first = '', second = '', third = '', quiet = ''] = PASSAGES
    const list = [
      ...Array.from({ length: 20 }, (_, n) => ({ masked: [DESK, SORT, ...(n % 2 ? [first] : [])].join('\n'), size: 1 })),
      ...Array.from({ length: 60 }, (_, n) => ({ masked: [DESK, PRAISE, ...(n < 10 ? [quiet] : [first, ...(n % 4 ? [] : [second]), ...(n % 5 ? [] : [third])])].join('\n'), size: 1 })),
    ]
    const all = instructionTokens(list)
    expect(all.slice(0, 20).every((own) => own.includes('colour'))).toBe(true)
  })

  it('of user texts leaves out what belongs to one instruction and comes in company, and nothing that several share or that comes alone', () => {
    const shared = [...prompts(SORT, 0), ...prompts(PRAISE, 500)]
    expect(said(instructionTokens(shared, true)).size).toBeGreaterThan(20)
    // Beside another instruction, so that the first one is not what all say.
    const other = Array.from({ length: 60 }, () => ({ masked: PRAISE, size: 1 }))
    expect(said(instructionTokens([...prompts(SORT, 0), ...other], true)).size).toBe(2)
    const alone = Array.from({ length: 240 }, (_, n) => ({ masked: `${SORT}\n${PASSAGES[n % 8] ?? ''}${Math.floor(n / 8) % 3 === 0 ? `\n${PASSAGES[(n + 1 + (Math.floor(n / 24) % 7)) % 8] ?? ''}` : ''}`, size: 1 }))
    expect(said(instructionTokens([...alone, ...other])).size).toBe(2)
    expect(said(instructionTokens([...alone, ...other], true)).size).toBeGreaterThan(5)
  })

  it('leaves no prompt without a word', () => {
    const list = Array.from({ length: 60 }, (_, n) => ({ masked: drawn(n), size: 1 })).filter(({ masked }) => masked !== '')
    expect(list.length).toBeGreaterThan(40)
    for (const own of instructionTokens(list)) expect(own).not.toEqual([])
  })
})
