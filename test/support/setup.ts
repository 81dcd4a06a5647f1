import fc from 'fast-check'

// The gate must not depend on luck; FC_SEED=$RANDOM npm test looks further.
fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 1) })
