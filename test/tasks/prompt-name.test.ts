import { describe, expect, it } from 'vitest'
import { promptNames, programName } from '../../src/tasks/prompt-name.js'

const first = (template: string): string | undefined => promptNames(template).told[0] ?? promptNames(template).run

describe('the name of a prompt', () => {
  it.each([
    ['You are the homework helper of a learning app. Today is {…}. Show your work.', 'homework helper'],
    ['You are a helpful assistant. Classify the ticket into one of: billing, bug.', 'classify ticket'],
    ['You are Otto, a travel planner for families.', 'travel planner'],
    ['You fill in survey forms. Reply with the letter only.', 'fill in survey forms'],
    ['Your task is to extract the invoice number from the text.', 'extract invoice number'],
    ['You can call tools. You are an expert at the council. Turn the request into one SQL query over {…}.', 'turn request into SQL query'],
    ['Read the message and assign it to one category: {…}', 'assign it to category'],
    ['How many happy numbers are there between {…} and {…}?', 'how many happy numbers'],
    ['# Task\n- Summarize the following meeting notes in three sentences:\n{…}', 'summarize meeting notes'],
  ])('%s', (template, name) => {
    expect(first(template)).toBe(name)
  })
  it('says nothing where the prompt says nothing, and no one’s name', () => {
    expect(promptNames('You are a helpful assistant.')).toEqual({ told: [] })
    expect(JSON.stringify(promptNames('You are Jane Miller. Answer mails of Peter Parker about his orders from Berlin.'))).not.toMatch(/jane|miller|peter|parker|berlin/iu)
  })
  it('reads names of programs as words', () => {
    expect(['ticket_triage', 'ticketTriage', 'get-weather'].map(programName)).toEqual(['ticket triage', 'ticket triage', 'get weather'])
  })
})
