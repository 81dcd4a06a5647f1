/** USD that a command may spend where neither the configuration nor the command line says. */
export const DEFAULT_BUDGET_USD = 20

/**
 * What one run may spend in all. Where nobody named an amount the default holds; calls of unknown price, which a named budget refuses since it could not be kept,
 * go out all the same then, and count nothing.
 */
export const totalBudgetUsd = (config: { readonly budgetUsd?: number | undefined }): number => config.budgetUsd ?? DEFAULT_BUDGET_USD
