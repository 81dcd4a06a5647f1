/** A comparison with one field of a call; exactly one operator is set. On an absent field all but `exists` are false. */
export interface FieldCondition {
  readonly field: string
  readonly eq?: string | number | boolean | undefined
  readonly ne?: string | number | boolean | undefined
  readonly in?: readonly (string | number | boolean)[] | undefined
  readonly not_in?: readonly (string | number | boolean)[] | undefined
  readonly exists?: boolean | undefined
}

/** Calls for which `when` holds may only be sent to providers that declare all that `require` names. */
export interface Constraint {
  readonly id?: string | undefined
  readonly when: FieldCondition
  readonly require: { readonly compliance: readonly string[]; readonly regions: readonly string[] }
}
