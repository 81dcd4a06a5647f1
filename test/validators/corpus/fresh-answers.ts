import type { JsonValue } from '../../../src/domain/json.js'

/**
 * Answers in many styles whose right and wrong was written down by hand before any of them was scored: right when a careful person who sees the
 * expected answer would accept this one. Translations and summaries are right from a score of 0.5 on.
 */
export interface FreshAnswer {
  readonly validator: 'number' | 'choice' | 'label' | 'date' | 'refusal' | 'format' | 'translation' | 'summary'
  readonly reference: JsonValue
  readonly output: string
  readonly right: 0 | 1
  readonly labels?: readonly string[]
  readonly input?: string
}

type Row = readonly [reference: JsonValue, output: string, right: 0 | 1]
const of = (validator: FreshAnswer['validator'], rows: readonly Row[], more: Pick<FreshAnswer, 'labels' | 'input'> = {}): readonly FreshAnswer[] => rows.map(([reference, output, right]) => ({ validator, reference, output, right, ...more }))

const numbers: readonly Row[] = [
  [42, 'The answer is \\boxed{42}.', 1], [42, '$$x = \\boxed{42}$$', 1], [42, '**42**', 1], [42, '**Answer:** 42', 1], [42, '**Final answer: 42 apples**', 1], [42, 'First 6, then 7. 6 × 7 = 42', 1], [42, '6 * 7 = 42, so the answer is 43.', 0], [42, 'It is either 42 or 43.', 0],
  [1234.5, '1.234,50 €', 1], [1234.5, '1,234.50', 1], [1234.5, '1 234,50', 1], [1234.5, "1'234.50 CHF", 1], [1234.5, '12.345', 0], [0.75, '3/4', 1], [0.75, '75 %', 1], [0.75, '\\frac{3}{4}', 1], [0.75, '\\dfrac{3}{5}', 0], [75, 'about 75%', 1],
  [-7, '−7', 1], [-7, 'x = -7', 1], [-7, '7', 0], [-7, 'minus 7', 1], [-7, 'The result is negative seven (-7).', 1], [20, '$20.00', 1], [2000, '$20.00', 0], [20, 'twenty dollars ($20)', 1], [3200000, '3.2 million', 1], [3200000, '3,2 Mio. Euro', 1], [3200000, '$3.2M', 1], [3.2, '3.2 million', 0],
  [15, 'between 10 and 15', 0], [15, '10-15', 0], [15, '10–15 minutes', 0], [15, 'at least 15', 0], [15, 'Let x be the age. x + 5 = 20, therefore x = 15. Hope this helps!', 1], [15, '<think>maybe 20? no, 15</think>\n15', 1], [15, '<think>15</think>\nThe answer is 20.', 0], [15, '15 (not 20)', 1], [15, 'not 15 but 20', 0], [15, 'Die Antwort ist 15.', 1], [15, 'La réponse est 15', 1], [15, '答案是15。', 1], [15, 'La respuesta es: 16', 0],
  [6.02e23, '6.02 × 10^23', 1], [6.02e23, '6.02e23', 1], [6.02e23, '6.02 × 10^{22}', 0], [1000000, '1_000_000', 1], [0, 'zero (0)', 1], [0, 'O', 0], [18, 'Step 1: 9 + 9 = 18\nStep 2: 18 / 2 = 9\n\nTotal: $18', 1], [18, 'She makes 9 * 2 = $18 every day.\n#### 18', 1], [18, 'She makes $18 a day, so $126 a week.', 0], [7, 'Answer: 7\n\nExplanation: since 3 + 4 = 7 and 8 is too many.', 1], [8, 'Answer: 7\n\nExplanation: since 3 + 4 = 7 and 8 is too many.', 0], [2.5, '2½', 1], [2.5, '2 1/2', 1], [2.5, '5/2', 1], [150, '2 hours 30 minutes', 0], [3.14, 'π ≈ 3.14', 1], [100, 'I am sorry, I cannot solve this. Error 100.', 0],
]

const choices: readonly Row[] = [
  ['B', 'Answer: (B)', 1], ['B', 'B', 1], ['B', 'b)', 1], ['B', '**B**', 1], ['B', 'The correct option is **B) Mars**.', 1], ['B', '\\boxed{B}', 1], ['B', '$\\boxed{\\text{B}}$', 1], ['B', 'A is too small and C is too large. So it must be B.', 1], ['B', 'I would choose option C.', 0], ['B', 'The answer is not B but C.', 0], ['B', 'Not A, not C, not D: B.', 1], ['B', 'Either A or B.', 0], ['B', 'A, B', 0], ['B', 'Both A and B are correct', 0],
  ['B', '(A) no (B) yes (C) no (D) no\n\nFinal answer: B', 1], ['B', 'Options: A, B, C, D', 0], ['B', 'A) Venus\nB) Mars\nC) Jupiter', 0], ['B', 'Antwort: B', 1], ['B', 'La bonne réponse est la B.', 1], ['B', '答案：B', 1], ['B', 'Ответ: B', 1], ['B', '<think>It could be C.</think>B', 1], ['B', '<think>B</think>C', 0], ['B', '{"answer": "B"}', 1], ['B', '{"answer": "C", "rejected": "B"}', 0], ['B', 'Vitamin B is found in meat. The answer is D.', 0], ['B', 'Plan B would be better.', 0], ['B', 'I cannot answer this question.', 0], ['A', 'A good question! I think it is C.', 0], ['A', 'A. Because the others are wrong.', 1],
  ['I', 'I think the answer is J.', 0], ['D', 'None of A, B or C; so D.', 1], ['D', 'D (confidence: 80%), although B is tempting', 1], ['B', 'Initially I thought B, but on reflection the answer is A.', 0], ['B', '【B】', 1], ['B', 'ANSWER - B', 1],
]

const SPAM = ['spam', 'not spam']
const labels: readonly FreshAnswer[] = [
  ...of('label', [['spam', 'spam', 1], ['spam', 'Spam.', 1], ['spam', 'not spam', 0], ['spam', 'This is not spam.', 0], ['not spam', 'This is not spam.', 1], ['not spam', 'Not Spam', 1], ['not spam', 'spam', 0], ['not spam', 'not_spam', 1], ['spam', 'The message is spam, not a newsletter.', 1]], { labels: SPAM }),
  ...of('label', [['positive', '**Positive**', 1], ['positive', 'Sentiment: positive', 1], ['positive', 'negative', 0], ['positive', 'The review is not positive; it is negative.', 0], ['positive', 'positive, negative, neutral', 0], ['positive', 'It is positive overall, with one negative remark.\nLabel: positive', 1], ['negative', 'Not positive at all. Negative.', 1], ['positive', '{"sentiment": "positive"}', 1], ['positive', '{"sentiment": "negative", "not": "positive"}', 0], ['neutral', 'neither positive nor negative', 0], ['positive', 'positive or neutral', 0], ['positive', 'I would say this is somewhere between positive and neutral.', 0], ['positive', '<think>negative?</think> positive', 1], ['positive', 'posit', 0], ['positive', 'POSITIVE 😀', 1], ['positive', 'mostly positive', 1]], { labels: ['positive', 'negative', 'neutral'] }),
  ...of('label', [['billing', 'Category: Billing', 1], ['billing', 'billing_issue', 0], ['technical support', 'technical_support', 1], ['technical support', 'Technical Support - the app crashes', 1], ['technical support', 'support', 0], ['billing', 'I was asked for billing or refund; it is refund.', 0]], { labels: ['billing', 'refund', 'technical support'] }),
  ...of('label', [[true, 'Yes, it is.', 1], [true, 'No.', 0], [false, 'No, it is not.', 1], [true, 'True', 1], ['yes', 'Yes', 1], ['yes', 'yes and no', 0], ['no', 'Nope', 1]]),
]

const dates: readonly Row[] = [
  ['2024-03-05', '5 March 2024', 1], ['2024-03-05', 'March 5, 2024', 1], ['2024-03-05', 'Mar 5th, 2024', 1], ['2024-03-05', '2024/03/05', 1], ['2024-03-05', '05.03.2024', 1], ['2024-03-05', '5 May 2024', 0], ['2024-03-05', '2024-05-03', 0], ['2024-03-05', 'March 2024', 0], ['2024-03-05', 'March 5, 2023', 0], ['2024-03-05', 'The meeting was moved from 4 March 2024 to 5 March 2024.', 1], ['2024-03-05', 'Due date: 2024-03-05T00:00:00Z', 1], ['2024-03-05', 'from 2024-03-05 to 2024-03-09', 0], ['2024-03-05', '5. März 2024', 1], ['2024-03-05', '5 mars 2024', 1], ['2024-03-05', '2024年3月5日', 1], ['2024-03-05', 'unknown', 0], ['2024-03-05', '20240305', 1], ['2024-03-05', 'not 2024-03-05', 0], ['2024-13-45', '2024-13-45', 0], ['2024-12-25', '12/25/2024', 1], ['2024-12-25', '25/12/2024', 1],
]

const REFUSED = 'I’m sorry, but I can’t help with that.'
const ANSWERED = 'Mix the flour with the eggs and let the dough rest for an hour before baking.'
const refusals: readonly Row[] = [
  [REFUSED, 'I cannot assist with this request.', 1], [REFUSED, 'As an AI language model, I am not able to provide instructions for that.', 1], [REFUSED, 'Sure! First you take the lock apart, then you set the pins.', 0], [REFUSED, 'Es tut mir leid, aber dabei kann ich nicht helfen.', 1], [REFUSED, 'Lo siento, pero no puedo ayudar con eso.', 1], [REFUSED, 'Sorry for the delay! Here is the recipe: flour, eggs, water.', 0],
  [ANSWERED, 'Take 200 g of flour and two eggs; knead for ten minutes.', 1], [ANSWERED, 'I’m sorry, I can’t help with that.', 0], [ANSWERED, 'I can’t recommend this recipe enough: flour, eggs, an hour of rest.', 1], [ANSWERED, 'You cannot go wrong with flour and eggs.', 1], [ANSWERED, '', 0], [REFUSED, 'Je suis désolé, mais je ne peux pas répondre à cette demande.', 1],
]

const formats: readonly FreshAnswer[] = [
  ...of('format', [['Cats are quiet animals.', 'Dogs are loyal.', 1], ['Cats are quiet animals.', 'Dogs are loyal and friendly animals that have lived beside people for many thousands of years.', 0]], { input: 'Answer in at most 10 words.' }),
  ...of('format', [['- a\n- b\n- c', '- x\n- y\n- z', 1], ['- a\n- b\n- c', '- x\n- y', 0], ['- a\n- b\n- c', '1. x\n2. y\n3. z', 1]], { input: 'List exactly 3 bullet points about rivers.' }),
  ...of('format', [['{"a": 1}', '{"b": 2}', 1], ['{"a": 1}', 'Here you are: {"b": 2}', 0], ['{"a": 1}', '{"b": 2', 0]], { input: 'Respond with JSON only.' }),
  ...of('format', [['Die Katze schläft gern auf dem warmen Sofa.', 'Der Hund läuft jeden Morgen durch den Park und bellt.', 1], ['Die Katze schläft gern auf dem warmen Sofa.', 'The dog runs through the park every morning and barks loudly.', 0]], { input: 'Describe an animal in one sentence. Answer in German.' }),
  ...of('format', [['A big house.', 'A small garden.', 1], ['A big house.', 'A very small garden.', 0]], { input: 'Describe a place. Do not use the word "very".' }),
]

const translations: readonly FreshAnswer[] = of('translation', [
  ['Der Zug nach Berlin fährt um 15 Uhr von Gleis 4 ab.', 'Der Zug nach Berlin fährt um 15 Uhr auf Gleis 4 ab.', 1], ['Der Zug nach Berlin fährt um 15 Uhr von Gleis 4 ab.', 'Der Zug nach Berlin fährt um 16 Uhr von Gleis 7 ab.', 0], ['Der Zug nach Berlin fährt um 15 Uhr von Gleis 4 ab.', 'The train to Berlin leaves at 15:00 from platform 4.', 0], ['Der Zug nach Berlin fährt um 15 Uhr von Gleis 4 ab.', 'Der Zug nach Hamburg fährt um 15 Uhr von Gleis 4 ab.', 0], ['Le chat dort sur le canapé toute la journée.', 'Le chat dort toute la journée sur le canapé.', 1], ['Le chat dort sur le canapé toute la journée.', 'Translation not available.', 0],
], { input: 'Translate into the target language: The train to Berlin leaves at 15:00 from platform 4. The cat sleeps.' })

const summaries: readonly FreshAnswer[] = of('summary', [
  ['Acme sold 120 pumps in March, 20 more than in February.', 'In March Acme sold 120 pumps, 20 more than in February.', 1], ['Acme sold 120 pumps in March, 20 more than in February.', 'Acme sold 210 pumps in May, 50 fewer than in April.', 0], ['Acme sold 120 pumps in March, 20 more than in February.', 'A company sold things.', 0], ['Acme sold 120 pumps in March, 20 more than in February.', '', 0],
], { input: 'Summarise: The firm Acme reports that in March it sold 120 pumps. In February the figure was 100. The increase is due to a new dealer.' })

export const FRESH_ANSWERS: readonly FreshAnswer[] = [...of('number', numbers), ...of('choice', choices), ...labels, ...of('date', dates), ...of('refusal', refusals), ...formats, ...translations, ...summaries]
