/** Stands for a model that a data set does not name; `models: { unknown: { as: … } }` in the configuration says which it was. */
export const UNKNOWN_MODEL = 'unknown'
