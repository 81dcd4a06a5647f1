import { describe, expect, it } from 'vitest'
import { tokens } from '../../src/text/words.js'
import { fixedWords, tellingWords, wordedApart, wordProfile } from '../../src/tasks/words/word-profile.js'

const profile = (...texts: readonly string[]) => wordProfile(texts.map(tokens))
const HOUSE = 'This assistant is operated by the harbour office. Speak politely, keep secrets, quote the tariff and never promise anything.'

describe('word profiles', () => {
  it('keep the words that say something', () => {
    expect([...tellingWords(tokens('The {date} invoice of 12 boats is in a box — あなた'))]).toEqual(['invoice', 'boats', 'box', 'あなた'])
    expect(fixedWords(profile('sort the letters today', 'sort letters tomorrow', 'sort all letters'))).toEqual(['sort', 'letters'])
  })

  it('take an edit for the same wording and another job under one preamble for another', () => {
    const before = profile(`${HOUSE} Sort the letter into urgent, routine or spam.`)
    expect(wordedApart(before, profile(`${HOUSE.replace('Speak politely', 'Be polite')} Sort each letter into urgent, routine or spam. Answer with the label only.`))).toBe(false)
    expect(wordedApart(before, profile(HOUSE))).toBe(false)
    expect(wordedApart(profile(`${HOUSE} Sort incoming letters: urgent, routine, spam, advertising, complaint; output one label.`), profile(`${HOUSE} Translate the captain's report into plain Danish for visitors, keeping names and numbers; write complete sentences.`))).toBe(true)
  })
})
