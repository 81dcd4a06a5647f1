import { hash } from 'node:crypto'

/** A place in a seeded uniform draw: SHA-256 of seed, purpose and name. Draws of different purposes are independent. */
export function place(seed: number, purpose: string, name: string): string {
  return hash('sha256', `${seed}\n${purpose}\n${name}`, 'hex')
}
