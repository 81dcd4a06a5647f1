/** What stands for hidden data, as `<EMAIL_12>`: a gateway sees the data instead. The pattern keeps no state between uses of `matchAll`, `replace` and `split`. */
export const PLACEHOLDER = /<[A-Z][A-Z0-9_]{0,40}_\d{1,12}>/gu
