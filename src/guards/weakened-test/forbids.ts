const FORBIDS =
  /\b(?:do not|don'?t|(?:must|should|can|could|need|may|shall) ?not|\w+n['’]?t(?<=n['’]t|cannot)|never|without (?:changing|touching|removing|weakening|skipping|deleting|modifying)|avoid\w*|keep|leave(?! out)|untouched|unchanged|not to|no need)\b/i;

/** Who does not do what: a reason why something can go. "We don't use it" forbids nothing, "we don't want it gone" does. */
const REASONS: readonly RegExp[] = [
  /\b(?:do|does|did|have|has|had|could|can)(?:n['’]?t|\s+not)\s+(?:(?:really|actually|even|ever|currently|any)\s+)*(?:needs?|used?|support(?:ed)?|works?|worked|exist(?:ed)?|matter|appl(?:y|ied)|offer(?:ed)?|ship(?:ped)?|maintain(?:ed)?|care|cared|rely|relied|depend|serve|make sense|made sense|run|call|sell|sold|add|help(?:ed)?|test(?:ed)?|prove|cover|catch|caught|check|bring|pay|know|belong|fit|hold|say|tell|reflect|match|scale|mean|been|bill|charge|afford|reproduce|have)\b/gi,
  /(?<=\b(?:we|they|you|i|nobody|users|customers|people)\s+)(?:do|did)(?:n['’]?t|\s+not)\s+want(?=\s+(?:it|them|this|that|these|those)\b(?!\s+to\b|\s+(?:removed|deleted|gone|dropped|skipped|changed))|\s+\w+\s+any\s?more\b)/gi,
  /\b(?:is|are|was|were|has|have|had)(?:n['’]?t|\s+not)\s+(?:(?:been|really|even|actually|currently|any)\s+)*(?:used|needed|supported|relevant|worth|useful|part|available|in use|there|maintained|stable|reliable|helping|working|deterministic|true|a thing|run)\b/gi,
  /\bnever\s+(?:(?:really|actually|once|even)\s+)*(?:\w+ed|made|ran|caught|found|was|were|had|did|got|held|told|went|meant|makes|works|runs|catches|finds|fails|passes|tells|tests|checks)\b/gi,
];

/** Whether a clause forbids something, and so asks for nothing. */
export const forbids = (clause: string): boolean =>
  FORBIDS.test(REASONS.reduce((text, reason) => text.replaceAll(reason, ' '), clause));
