import type { JsonValue } from '../../domain/json.js'

/** What a container holds at one place: a value, or the reason for which it cannot be read. */
export type ContainerItem =
  | { readonly line: number; readonly value: JsonValue }
  | { readonly line: number; readonly unreadable: string }
