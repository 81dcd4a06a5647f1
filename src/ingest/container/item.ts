import type { JsonValue } from '../../domain/json.js'

/** What a container holds at one place: a value, or the reason for which it cannot be read. */
export type ContainerItem =
  | { readonly line: number; readonly value: JsonValue }
  | { readonly line: number; readonly unreadable: string }
  /** A file that lies beside the logs of a folder. */
  | { readonly line: number; readonly skipped: string }

/** Whole lines of JSON Lines as bytes, valid until the next portion is asked for; the last may lack its line break. */
export interface LineBlock {
  readonly bytes: Uint8Array
  /** Number of its first line in the input, from 1. */
  readonly firstLine: number
  readonly lines: number
}

/** What a container hands out at a time: lines to be parsed, or items. */
export type Portion = { readonly block: LineBlock } | { readonly items: readonly ContainerItem[] }
