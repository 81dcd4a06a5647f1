import { describe, expect, it } from 'vitest'
import { promptNames, programName } from '../../src/tasks/naming/prompt-name.js'

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
    ['Du bist der Assistent eines Online-Shops. Beantworte Fragen höflich und erfinde nichts.', 'Assistent eines Online-Shops'],
    ['Sie prüfen Handwerkerrechnungen für eine Hausverwaltung. Vergleichen Sie Stunden und Material mit dem Angebot.', 'prüfen Handwerkerrechnungen für eine Hausverwaltung'],
    ['Vous êtes l’assistant de la mairie. Répondez aux questions sur les passeports et les écoles.', 'l’assistant de la mairie'],
    ['Eres guía de un museo del ferrocarril. Responde a las preguntas de las familias con una anécdota.', 'guía de un museo del ferrocarril'],
    ['Você classifica relatos de queimadas enviados por moradores. Escreva somente a palavra escolhida.', 'classifica relatos de queimadas enviados'],
    ['Ты тренер по шахматам для детей. Объясни ошибку в ходе простыми словами.', 'тренер по шахматам для детей'],
    ['あなたは俳句の先生です。生徒が送った句を読み、季語が正しく使われているか確かめてください。', '俳句の先生'],
    ['経費精算の領収書を確認する担当者として振る舞ってください。日付と金額を見てください。', '経費精算の領収書を確認する担当者'],
    ['你是一位税务顾问，回答用户关于发票的问题。', '税务顾问'],
    ['How many happy numbers are there between {…} and {…}?', 'how many happy numbers'],
    ['The usual city of the holder is {…}. Say whether the payment is suspicious.', 'say whether payment is suspicious'],
    ['What time does the train leave? Answer in 24 hour format HH:MM.', 'what time does the train'],
    ['Answer in 24 hour format HH:MM.', 'answer in 24 hour format'],
    ['Use ISO 8601 dates. Collect the deadlines from the letter.', 'collect the deadlines'],
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
