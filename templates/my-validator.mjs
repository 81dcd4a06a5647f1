// A validator of your own: copy it, change it, and check it with `audit check-validator my-validator.mjs`.
export default {
  name: 'has_ticket_id', // a-z, 0-9, _
  version: 1, // raise it whenever any score can change
  /**
   * output: { text, toolCalls: [{ name, arguments }], finishReason? }
   * reference: { gold? } expected answer, else { output? } the logged answer
   * context: { input?, labels?, tools?, schema?, tolerance?, rules? }
   */
  validate(output, reference, context) {
    const wanted = /[A-Z]{2}-\d{4}/.exec(String(reference.gold ?? reference.output?.text ?? ''))?.[0]
    if (wanted === undefined) return { value: null, reason: 'the reference has no ticket id' } // unscored: says nothing about the output
    return output.text.includes(wanted) ? { value: 1, reason: `names ${wanted}` } : { value: 0, reason: `does not name ${wanted}` }
  },
}

export const examples = [
  { output: { text: 'See AB-1234.', toolCalls: [] }, reference: { gold: 'AB-1234' }, score: 1 },
  { output: { text: 'See there.', toolCalls: [] }, reference: { gold: 'AB-1234' }, score: 0 },
]
