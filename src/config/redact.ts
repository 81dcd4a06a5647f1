import { RE2JS } from 're2js'
import { z } from 'zod'

const builtIn = z.enum(['email', 'phone', 'card', 'iban', 'secret'])

/** Why a pattern cannot be used; undefined when it can. RE2 has no backreferences and no lookaround, and so no text on which it takes more than linear time. */
function patternProblem(pattern: string): string | undefined {
  try {
    return RE2JS.compile(pattern).matches('') ? 'must not match the empty text' : undefined
  } catch (error) {
    const cause = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : 'not a pattern'
    return `is not a pattern of RE2 syntax, which has no lookaround and no backreferences: ${cause}`
  }
}

const custom = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]{0,30}$/, 'must be lower case letters, digits or _, and start with a letter')
    .refine((name) => !builtIn.options.some((known) => known === name), 'is the name of a built-in rule'),
  pattern: z.string().min(1).max(2000).superRefine((pattern, context) => {
    const message = patternProblem(pattern)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  }),
})

/** What is replaced before anything is written or sent: kinds that the tool knows, and patterns of one's own. */
export const redactRules = z.array(z.union([builtIn, custom])).default([]).superRefine((rules, context) => {
  const names = rules.flatMap((rule) => (typeof rule === 'string' ? [] : [rule.name]))
  const repeated = names.find((name, at) => names.indexOf(name) !== at)
  if (repeated !== undefined) context.addIssue({ code: 'custom', message: `names the pattern ${repeated} twice` })
})
