import { AuditError } from '../domain/error.js'

/** The error of a log that was read and holds no call: how many records, and why each kind of them is none. */
export function nothingUsable(command: string, records: number, excluded: Readonly<Record<string, number>>): AuditError {
  const why = Object.entries(excluded).toSorted(([, a], [, b]) => b - a).map(([reason, n]) => `${n} ${reason}`).join(', ')
  return new AuditError(`${command}/no-calls`, `no usable call in ${records} record${records === 1 ? '' : 's'}${why === '' ? '' : `: ${why}`}`, 'Name the log of the traffic that the policy routes; audit inspect says what a log holds, line by line.')
}
