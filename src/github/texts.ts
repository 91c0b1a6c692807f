/** Every text that the app posts, by name. Foreign text in them is redacted, cut and made inert; see `texts/foreign.ts`. */
export { askPushMarker, askPushTexts, MAX_PARTS, pushPartMarker } from './texts/ask-push-comment.ts';
export { askRequestComment, askRequestMarker } from './texts/ask-request-comment.ts';
export { baseRedComment, baseRedMarker } from './texts/base-red-comment.ts';
export { endComment, endMarker } from './texts/end-comment.ts';
export { outcomeName } from './texts/ends.ts';
export { branchName, commitMessage, pullRequestTitle } from './texts/names.ts';
export { overruleHintComment, overruleHintMarker } from './texts/overrule-hint-comment.ts';
export { agreedPlanComment, planComment, planIn, planMarker, type PlanText } from './texts/plan-comment.ts';
export { pullRequestBody } from './texts/pull-request-body.ts';
export { statusComment, statusMarker } from './texts/status-comment.ts';
