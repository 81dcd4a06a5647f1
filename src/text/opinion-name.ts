/** Names under which users' opinions are logged, without case and separators. */
const OPINION = /thumb|feedback|rating|stars?$|userscore|helpful|satisf|csat|liked?$|upvote|vote$/
/** Names under which users' own versions of an answer are logged. */
const CORRECTION = /^(?:user)?(?:correct(?:ion|ed)|edit(?:ed)?)(?:output|answer|text|response|version)?$/

/** A name without case and separators. */
export const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/gu, '')

/** True for the name of a user's opinion, given without case and separators. */
export const isOpinionName = (name: string): boolean => OPINION.test(name)

/** True for the name of a user's own version of an answer, given without case and separators. */
export const isCorrectionName = (name: string): boolean => CORRECTION.test(name)
