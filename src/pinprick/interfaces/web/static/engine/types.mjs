/**
 * The shapes that go in and out of the engine. Only types: nothing here runs.
 *
 * An answer absent from `Answers` was not asked; `unsure` is allowed for every finding.
 *
 * @typedef {Record<string, string>} Answers finding id -> value
 * @typedef {Record<string, number>} DrawingEvidence cause id -> natural log of the drawing's likelihood ratio
 * @typedef {[string, number][]} Ranked [cause id, probability], as shown
 * @typedef {'emergency_now'|'urgent_same_day'|'soon_within_days'|'routine_weeks'|'self_care'} Level
 *
 * @typedef {object} Posterior
 * @property {Record<string, number>} marginals cause id -> P(cause | answers); `unexplained` last; the sum may pass 1
 * @property {Ranked} ranked likeliest first, ties in the pack's order
 * @property {number} logEvidence ln P(answers)
 * @property {[string, string][]} contradictions [general finding answered no, specific one answered yes]
 *
 * @typedef {object} Because one rule behind the decision
 * @property {string} rule its id
 * @property {string} says its label: what was told, in words
 * @property {Level} level
 * @property {string} act
 * @property {'fired'|'possible'} certainty `possible`: a danger sign was answered unsure
 * @property {string[]} causes causes the rule is about, the first one shown first
 * @property {string|null} timeWindow
 * @property {string} source key of `engine.source`
 * @property {string} verified seen, recalled or derived
 *
 * @typedef {object} RiskBecause a level that the probabilities demand
 * @property {Level} level
 * @property {number} probability
 * @property {number} threshold
 * @property {string[]} causes
 * @property {string} text
 *
 * @typedef {object} OpenQuestion
 * @property {string} finding
 * @property {string} question
 * @property {string[]} rules
 * @property {Level} level
 * @property {boolean} danger
 * @property {number} probability P(a yes), from the causes
 *
 * @typedef {object} AsLongAs a condition under which self-care stands
 * @property {string} finding
 * @property {string[]} values none of these may be the answer
 * @property {string} label
 * @property {string} question
 *
 * @typedef {object} Call
 * @property {string} number
 * @property {string} whom
 * @property {string} country
 * @property {string|null} advice
 * @property {string|null} adviceName
 * @property {string|null} poison
 * @property {string} verified
 *
 * @typedef {object} Decision how soon to be seen, and what to do; every text in the language asked for
 * @property {Level} level
 * @property {string} headline
 * @property {string[]} act what to do, most urgent first; join with a space
 * @property {string} deadline
 * @property {number|null} deadlineHours
 * @property {Call} call
 * @property {string|null} say words for the call
 * @property {string[]} doNot
 * @property {Because[]} because most urgent first, then those in doubt
 * @property {RiskBecause[]} risk
 * @property {string|null} leadCause
 * @property {string[]} ruleCauses
 * @property {AsLongAs[]} asLongAs
 * @property {string|null} asLongAsText
 * @property {boolean} notEnough too little is known to say more
 * @property {string|null} notEnoughBecause
 * @property {OpenQuestion[]} askFirst
 * @property {string[]} dangerUnsure
 * @property {string} safetyNet
 * @property {string[]} emergencySigns
 * @property {string[]} notes
 *
 * @typedef {object} LedgerLine
 * @property {'prior'|'age_band'|'sex'|'drawing'|'answer'|'silence'|'combined'} kind
 * @property {string|null} finding
 * @property {string|null} value
 * @property {string} label in words, in the language asked for
 * @property {number} weight decibans (10 log10 of the odds ratio), to a hundredth
 * @property {string|null} basis published, derived or judgement
 * @property {string[]} sources keys of `engine.source`
 * @property {boolean} listed whether the cause has a number of its own for this answer
 * @property {string|null} group
 * @property {number} inGroup one of so many answers that repeat each other
 * @property {number} tempered how much of its full weight the answer counts (1 = all)
 *
 * @typedef {object} Ledger `prior` + `lines` add up to `total`, to a hundredth of a deciban
 * @property {string} cause
 * @property {LedgerLine} prior the odds before any answer
 * @property {LedgerLine[]} lines age, sex, drawing, answers in the pack's order, silence, combined
 * @property {number} total decibans
 *
 * @typedef {object} NextQuestion
 * @property {string} finding
 * @property {string} question
 * @property {string|null} help
 * @property {string[]} values ids; words by `engine.valueName`
 * @property {string} why one sentence: why this question
 * @property {boolean} safety an emergency hangs on it
 * @property {number} gain in units of one needless routine appointment
 * @property {number} lossDrop
 * @property {number} bits
 * @property {number} seconds what it costs the person
 * @property {number} perMinute gain for a minute of the person's time, what the order goes by
 * @property {[string, string]|null} separates the two causes it tells apart best
 *
 * @typedef {object} QuestionOptions
 * @property {string[]} [skipped] findings not to ask again
 * @property {string|null} [country]
 * @property {string} [language]
 * @property {Decision} [decision] that of these answers, when it is at hand
 * @property {'interview'|'result'} [order] `interview` (default): up to four likely danger questions go first;
 *   `result`: as on the result page, where every open danger question (or condition of self-care) goes first
 *
 * @typedef {object} Chosen the next question of the interview, or why there is none
 * @property {NextQuestion|null} question
 * @property {'settled'|'nothing_worth_asking'|'enough_asked'|null} stop
 */

export {};
