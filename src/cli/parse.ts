import { InvalidArgumentError } from 'commander'

/** A number as people write it: not 0x10, which would be a budget of 16. */
const DECIMAL = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i

function number(text: string, what: string, good: (value: number) => boolean): number {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN
  if (!Number.isFinite(value) || !good(value)) throw new InvalidArgumentError(`it must be ${what}.`)
  return value
}

export const wholeFromOne = (text: string): number => number(text, 'a whole number from 1 up', (value) => Number.isSafeInteger(value) && value >= 1)
export const wholeFromZero = (text: string): number => number(text, 'a whole number from 0 up', (value) => Number.isSafeInteger(value) && value >= 0)
export const usd = (text: string): number => number(text, 'an amount in USD above 0', (value) => value > 0)
export const margin = (text: string): number => number(text, 'a number above 0 and below 1, e.g. 0.03', (value) => value > 0 && value < 1)
export const alpha = (text: string): number => number(text, 'a number above 0 and below 0.5, e.g. 0.05', (value) => value > 0 && value < 0.5)
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]
