export { armsOfRoute, armsOfTask, type CertifiedArms } from './arms.js'
export { createBandit, type ArmCertificate, type Bandit, type BanditArm, type BanditChoice, type BanditOptions } from './bandit.js'
export type { BanditState, ContextState, Stop } from './state.js'
