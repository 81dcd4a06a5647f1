/** What a person is shown of a disagreement: no model names, the two answers in random order. */
export interface BlindCase {
  readonly task: string
  readonly prompt: string
  readonly a: string
  readonly b: string
}

/** What a person may say of it. */
export type Choice = 'a' | 'b' | 'both' | 'neither' | 'skip'
