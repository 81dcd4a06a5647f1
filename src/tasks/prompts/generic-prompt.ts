import { eachWord } from '../../text/words.js'

/** Words of prompts that say no more than that an assistant should assist. */
const GENERIC = new Set(('a an and the you your are is be as i am ai assistant helpful harmless honest friendly polite kind useful knowledgeable intelligent smart expert chatbot bot language model large llm'
  + ' that who to of in for with please answer answers respond response responses reply question questions user users best help chat gpt chatgpt claude openai anthropic trained by always can will any all it concise concisely accurate accurately clear clearly brief briefly').split(' '))

/** True for a system prompt that says nothing about the task. */
export function isGeneric(system: string): boolean {
  for (const word of eachWord(system)) if (!GENERIC.has(word)) return false
  return true
}
