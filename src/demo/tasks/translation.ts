import type { Random } from '../prng.js'
import { createQuestion, textOutput } from './question.js'
import type { Question, TaskSource } from './question.js'

type Phrase = readonly [english: string, spanish: string]

const subjects: readonly Phrase[] = [
  ['The parcel', 'El paquete'], ['The invoice', 'La factura'], ['The refund', 'El reembolso'], ['The catalogue', 'El catálogo'],
  ['The contract', 'El contrato'], ['The printer', 'La impresora'], ['The desk', 'El escritorio'], ['The chair', 'La silla'],
  ['The lamp', 'La lámpara'], ['The order', 'El pedido'], ['The sample', 'La muestra'], ['The lorry', 'El camión'],
]
const verbs: readonly Phrase[] = [
  ['will arrive', 'llegará'], ['will leave the warehouse', 'saldrá del almacén'], ['will come back', 'volverá'], ['will need a signature', 'necesitará una firma'],
  ['will cost less', 'costará menos'], ['will change', 'cambiará'], ['will go to the customer', 'irá al cliente'], ['will be missing', 'faltará'],
]
const times: readonly Phrase[] = [
  ['today', 'hoy'], ['tomorrow', 'mañana'], ['on Monday', 'el lunes'], ['on Tuesday', 'el martes'], ['on Wednesday', 'el miércoles'], ['on Thursday', 'el jueves'],
  ['on Friday', 'el viernes'], ['next week', 'la próxima semana'], ['in two days', 'en dos días'], ['this afternoon', 'esta tarde'], ['in June', 'en junio'], ['next year', 'el próximo año'],
]

function ask(random: Random): Question {
  const parts = [subjects, verbs, times].map((phrases) => ({ said: random.pick(phrases), phrases }))
  // The trap differs in every part, so that also a graded comparison sees a wrong sentence.
  const others = parts.map(({ said, phrases }) => random.pick(phrases.filter((phrase) => phrase !== said)))
  const english = `${parts.map(({ said }) => said[0]).join(' ')}.`
  const values = { right: `${parts.map(({ said }) => said[1]).join(' ')}.`, trap: `${others.map((phrase) => phrase[1]).join(' ')}.`, slip: english }
  return createQuestion(english, values, (value) => textOutput(value))
}

/** Notices to be put into Spanish out of a closed phrase book. */
export const translation: TaskSource = {
  name: 'notice translation',
  system: ({ date, user }) => `Translate the notice into Spanish and reply with the translation only. Desk of ${user}, shift of ${date}.`,
  maxOutputTokens: 120,
  conversational: 0.1,
  ask,
}
