export { createRouter } from './evaluate.js'
export { bucket } from './bucket.js'
export { checkPolicy, loadPolicy } from './check.js'
export type { PolicyIssue } from './check.js'
export { countTokens } from './request.js'
export type { RoutingTarget } from './candidates.js'
export type { Router, RoutingContext, RoutingDecision, RoutingError, RoutingReason, TraceStep } from './evaluate.js'
export type { PolicyRequest, RouterState } from './request.js'
export type {
  Alert, ClassifierCondition, Condition, Constraint, Escalation, ExternalClassifier, FallbackReason, FallbackStep, FieldCondition, LinearClassifier, ModelEntry,
  PolicyDocument, ProviderEntry, Requirement, Rollout, Route, RouteEvidence, Schedule, ScopeBudget, ShareCap, Target, Tier,
} from './document.js'
