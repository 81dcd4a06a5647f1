import type { TaskType } from '../../../src/domain/task.js'
import type { Prose } from './prose.js'
import type { Writer } from './writer.js'

/** A job that a company gives to a model: its system prompt by sentences, how it would be asked for in user text, what comes in and out. */
export interface Job {
  readonly name: string
  readonly type: TaskType
  readonly system: readonly string[]
  /** The same job asked in the user text. */
  readonly ask: (input: string) => string
  readonly input: (prose: Prose, writer: Writer) => string
  readonly answer: (prose: Prose, writer: Writer) => string
}

const article = (prose: Prose, writer: Writer): string => Array.from({ length: writer.whole(1, 4) }, () => prose.text(writer.whole(2, 7))).join('\n\n')
const note = (prose: Prose, writer: Writer): string => prose.text(writer.whole(1, 4))
const code = (prose: Prose, writer: Writer): string => {
  const name = (): string => prose.words(2).replace(' ', '_')
  const [a, b] = [name(), name()]
  return [`def ${a}(${b}, limit=${writer.whole(1, 99)}):`, `    total = ${writer.whole(0, 9)}`, `    for item in ${b}:`, `        if item.${name()} > limit:`, `            total += item.${name()}`, `    return ${name()}(total)`].slice(0, writer.whole(4, 6)).join('\n')
}
const diff = (prose: Prose, writer: Writer): string => `diff --git a/src/${prose.words(1)}.ts b/src/${prose.words(1)}.ts\n@@ -${writer.whole(1, 400)},7 +${writer.whole(1, 400)},9 @@\n${Array.from({ length: writer.whole(3, 12) }, () => `${writer.one(['+', '-', ' '])}  const ${prose.words(1)} = await ${prose.words(1)}.${prose.words(1)}(${prose.words(1)})`).join('\n')}`
const list = (prose: Prose, count: number, mark: (at: number) => string): string => Array.from({ length: count }, (_, at) => `${mark(at)} ${prose.sentence()}`).join('\n')

export const JOBS: readonly Job[] = [
  { name: 'ticket-routing', type: 'classification', input: note, answer: (_, w) => w.one(['billing', 'technical', 'sales', 'abuse']), ask: (x) => `Route this ticket to one queue: billing, technical, sales or abuse. Reply with the queue name and nothing else.\n\nTicket: ${x}`,
    system: ['You triage incoming support tickets for a hosting provider.', 'Choose exactly one queue out of billing, technical, sales and abuse.', 'If several fit, choose the one that can solve the customer’s problem fastest.', 'Output the name of the queue in lower case, without punctuation.'] },
  { name: 'meeting-summary', type: 'summarization', input: article, answer: (p) => list(p, 4, () => '-'), ask: (x) => `Please summarise the meeting transcript below in at most five bullet points, decisions first.\n\n<transcript>\n${x}\n</transcript>`,
    system: ['You summarise transcripts of meetings.', 'Write at most five bullet points; start with the decisions, then open questions.', 'Name the person who is responsible where the transcript tells.', 'Leave small talk out.'] },
  { name: 'invoice-fields', type: 'extraction', input: note, answer: (p, w) => JSON.stringify({ vendor: p.words(1), total: w.whole(1, 9999) / 100, due: w.date() }), ask: (x) => `Extract vendor, total amount and due date from the following invoice text and return a JSON object with the keys vendor, total, due.\n${x}`,
    system: ['You are given the text of a scanned invoice.', 'Return a JSON object with vendor, total (a number) and due (ISO date).', 'Use null for what is not in the text.', 'Do not guess and do not add keys.'] },
  { name: 'release-translation', type: 'translation', input: note, answer: (p) => p.text(2), ask: (x) => `Translate the release note into German. Keep product names and code untouched.\n\n${x}`,
    system: ['You are a translator of software documentation.', 'Translate what the user sends from English into German.', 'Keep product names, placeholders and code as they are.', 'Address the reader formally.'] },
  { name: 'sql-assistant', type: 'code', input: (p) => p.question(), answer: (p, w) => `SELECT ${p.words(1)}, COUNT(*) FROM ${p.words(1)}s WHERE id > ${w.whole(1, 99)} GROUP BY 1`, ask: (x) => `Given the tables orders(id, customer_id, total) and customers(id, region), write a PostgreSQL query for: ${x}`,
    system: ['You write PostgreSQL for analysts.', 'The schema is: orders(id, customer_id, total, created_at), customers(id, region, segment).', 'Answer with one statement and no commentary.', 'Never write statements that modify data.'] },
  { name: 'reply-draft', type: 'generation', input: note, answer: (p, w) => `Dear ${w.name()},\n\n${p.text(3)}\n\nBest regards`, ask: (x) => `A guest wrote the review below. Draft a warm public reply on behalf of the hotel manager, 60 to 90 words.\n"""${x}"""`,
    system: ['You answer online reviews on behalf of the manager of a small hotel.', 'Thank the guest, pick up one detail and invite them back.', 'Between 60 and 90 words.', 'When the review is negative, apologise without admitting legal fault.'] },
  { name: 'spam-check', type: 'classification', input: note, answer: (_, w) => w.one(['yes', 'no']), ask: (x) => `Is the following comment spam? Answer yes or no.\nComment: ${x}`,
    system: ['Decide whether a comment on our forum is spam.', 'Advertising, link farms and repeated text are spam; harsh criticism is not.', 'Answer yes or no.'] },
  { name: 'grammar-fix', type: 'rewrite', input: note, answer: (p) => p.text(2), ask: (x) => `Correct grammar and spelling in the text after the colon without changing its style: ${x}`,
    system: ['You are a proofreader.', 'Correct spelling, grammar and punctuation of the text.', 'Do not change style, meaning or formatting.', 'Return the corrected text alone.'] },
  { name: 'docs-qa', type: 'closed_qa', input: (p, w) => `Context:\n${article(p, w)}\n\nQuestion: ${p.question()}`, answer: (p) => p.sentence(), ask: (x) => `Use only the context to answer the question. Say "not found" if it is not there.\n\n${x}`,
    system: ['You answer questions of our staff from the passages that come with them.', 'Use nothing but the passages.', 'If they do not hold the answer, say that you could not find it.', 'One or two sentences.'] },
  { name: 'code-review', type: 'generation', input: diff, answer: (p) => list(p, 3, (at) => `${at + 1}.`), ask: (x) => `Review this pull request. List bugs, risky changes and missing tests as a numbered list; praise nothing.\n\n${x}`,
    system: ['You are a meticulous reviewer of pull requests.', 'Point out bugs, races, missing tests and unclear names.', 'Give every finding a severity from one to three.', 'Do not comment on formatting.'] },
  { name: 'unit-tests', type: 'code', input: code, answer: (p) => `\`\`\`python\ndef test_${p.words(1)}():\n    assert ${p.words(1)}() == 1\n\`\`\``, ask: (x) => `Write pytest unit tests for the function below. Cover edge cases. Code only.\n\n${x}`,
    system: ['You write pytest tests for the function that the user pastes.', 'Cover ordinary input, empty input and errors.', 'Reply with one block of Python.', 'Do not change the function.'] },
  { name: 'explain-code', type: 'generation', input: code, answer: (p) => p.text(3), ask: (x) => `Explain to a junior developer what this code does, in plain words and at most 120 words:\n${x}`,
    system: ['You explain source code to people who have just begun to program.', 'Use plain words and one everyday comparison.', 'Never more than 120 words.'] },
  { name: 'product-copy', type: 'generation', input: (p, w) => `Product: ${p.words(2)}\nMaterial: ${p.words(1)}\nPrice: ${w.whole(5, 500)} EUR\nFeatures: ${p.words(5)}`, answer: (p) => p.text(3), ask: (x) => `Write a product description of two paragraphs for our shop from these facts, in a cheerful tone.\n${x}`,
    system: ['You write product descriptions for a shop of household goods.', 'Two short paragraphs, cheerful but without superlatives.', 'Use all facts that are given and invent none.'] },
  { name: 'urgency', type: 'classification', input: note, answer: (_, w) => String(w.whole(1, 5)), ask: (x) => `On a scale of 1 to 5, how urgent is this message? Only the digit.\n${x}`,
    system: ['You grade the urgency of messages to a property manager.', 'One is a question that can wait, five means danger to people.', 'Output only the digit.'] },
  { name: 'word-problem', type: 'math', input: (p, w) => `${w.name()} has ${w.whole(2, 90)} ${p.words(1)}s and buys ${w.whole(2, 9)} boxes of ${w.whole(2, 30)}. ${w.name()} takes ${w.whole(1, 20)} of them. How many are left?`, answer: (p, w) => `${p.sentence()} So the answer is ${w.whole(1, 300)}.`, ask: (x) => `Solve the word problem. Show your work and finish with "Answer: <number>".\n${x}`,
    system: ['You help pupils with arithmetic.', 'Work through the problem step by step.', 'End with a line that holds the final number alone.'] },
  { name: 'entities', type: 'extraction', input: note, answer: (p) => JSON.stringify([p.words(1), p.words(1)]), ask: (x) => `List all persons, organisations and places named in the text as a JSON array of strings.\nText: ${x}`,
    system: ['Find the persons, organisations and places in the text.', 'Return a JSON array of strings in the order of their appearance.', 'An empty array if there are none.'] },
  { name: 'faq-bot', type: 'open_qa', input: (p) => p.question(), answer: (p) => p.text(2), ask: (x) => `You know everything about municipal services. Answer this citizen's question in two sentences: ${x}`,
    system: ['You are the information desk of a town hall.', 'Answer questions of citizens about permits, waste collection, schools and taxes.', 'Two sentences, friendly, with the office that is in charge.', 'For emergencies give the number 112.'] },
  { name: 'subject-line', type: 'generation', input: note, answer: (p) => p.words(5), ask: (x) => `Suggest one email subject line of at most eight words for this newsletter:\n\n${x}`,
    system: ['You invent subject lines for newsletters.', 'At most eight words, no exclamation marks, no clickbait.', 'Give one line.'] },
  { name: 'moderation', type: 'classification', input: note, answer: (_, w) => JSON.stringify({ flagged: w.chance(0.3), category: w.one(['hate', 'violence', 'none']) }), ask: (x) => `Moderate the user content below. Return JSON {"flagged": boolean, "category": "hate" | "violence" | "none"}.\nContent: ${x}`,
    system: ['You are a content moderator.', 'Classify the content as hate, violence or none.', 'Return JSON with the keys flagged and category.', 'Quoted speech in a news report is not flagged.'] },
  { name: 'kids-story', type: 'generation', input: (p, w) => `Child: ${w.name()}, age ${w.whole(3, 9)}. Wants a story about: ${p.words(3)}`, answer: (p) => `${p.text(4)}\n\n${p.text(4)}`, ask: (x) => `Tell a bedtime story of about 200 words with a happy end. ${x}`,
    system: ['You tell bedtime stories.', 'About 200 words, a gentle conflict and a happy end.', 'Use the name of the child for the hero.', 'Nothing frightening.'] },
]
