import type { Ownership } from "./ownership";

/** One topic, as it is declared, recorded in state, and live. */
export interface TopicCase {
  /**
   * What the declaration says, compared with the state: the message as recorded, another one, no message any more, or
   * that nothing may be there beside the declared messages (`exclusive`).
   */
  declared: "as recorded" | "otherwise" | "no more" | "excluded";
  /**
   * Whether the state has a message of ours: "unconfirmed" if nobody knows whether the create's publish was acted on.
   */
  recorded: "yes" | "unconfirmed" | "no";
  /** Whose the live message is; "unseen" until somebody has looked. */
  live: Ownership | "unseen";
  /** Another resource of this deployment declares the topic. */
  isClaimed: boolean;
  /** The live message is what is declared, and our own publish. */
  isDone: boolean;
  /**
   * The state proves, without a marker, which message it is: the one we published; of an extra, the one that a refresh
   * found and preview showed.
   */
  isProven: boolean;
  /** The declaration allows to publish over somebody else's message. */
  overwrite: boolean;
  /** A rollout is under way, and decides about the topic later: it clears it at its end, or publishes on it. */
  isHeld: boolean;
}

/** What is done about a topic: `keep` leaves the live message as it is. */
export type Step = "publish" | "refuse" | "clear" | "keep";

/** Why. */
export type DecisionReason =
  | "as recorded"
  | "claimed"
  | "held"
  | "planned"
  | "done"
  | "declared"
  | "overwritten"
  | "in the way"
  | "gone"
  | "ours"
  | "moved"
  | "foreign"
  | "drifted"
  | "unproven"
  | "as shown"
  | "not as shown";

export interface Decision {
  step: Step;
  reason: DecisionReason;
}

/** A row of the table: what a case has to be, and what is decided then. What a row leaves out may be anything. */
export interface DecisionRow extends Decision {
  when: { [K in keyof TopicCase]?: TopicCase[K] | readonly TopicCase[K][] };
}

/**
 * the whole table. The first row that fits decides.
 *
 * | declared    | other conditions                     | live               | step    | reason       |
 * |-------------|--------------------------------------|--------------------|---------|--------------|
 * | as recorded |                                      | any                | keep    | as recorded  |
 * | otherwise   | another resource declares the topic  | any                | refuse  | claimed      |
 * |             |                                      | unseen             | publish | planned      |
 * |             | live is as declared, and our publish | any                | keep    | done         |
 * |             |                                      | free, ours, moved  | publish | declared     |
 * |             | recorded                             | unmarked           | publish | drifted      |
 * |             | `overwrite`                          | unmarked, foreign  | publish | overwritten  |
 * |             |                                      | unmarked, foreign  | refuse  | in the way   |
 * | no more     | another resource declares the topic  | any                | keep    | claimed      |
 * |             | a rollout will clear it at its end   | any                | keep    | held         |
 * |             |                                      | unseen             | clear   | planned      |
 * |             |                                      | free               | keep    | gone         |
 * |             |                                      | ours               | clear   | ours         |
 * |             |                                      | moved              | keep    | moved        |
 * |             |                                      | foreign            | keep    | foreign      |
 * |             | the state proves that it is ours     | unmarked           | clear   | drifted      |
 * |             |                                      | unmarked           | keep    | unproven     |
 * | excluded    | another resource declares the topic  | any                | keep    | claimed      |
 * |             | a rollout will publish there         | any                | keep    | held         |
 * |             |                                      | unseen             | clear   | planned      |
 * |             |                                      | free               | keep    | gone         |
 * |             | as the last refresh found it         | unmarked           | clear   | as shown     |
 * |             |                                      | any                | keep    | not as shown |
 *
 * Planning asks before anybody has looked (`unseen`). Whoever publishes or clears asks again with the live message.
 */
export const decisionTable: readonly DecisionRow[] = [
  { when: { declared: "as recorded" }, step: "keep", reason: "as recorded" },

  { when: { declared: "otherwise", isClaimed: true }, step: "refuse", reason: "claimed" },
  { when: { declared: "otherwise", live: "unseen" }, step: "publish", reason: "planned" },
  { when: { declared: "otherwise", isDone: true }, step: "keep", reason: "done" },
  { when: { declared: "otherwise", live: ["free", "ours", "moved"] }, step: "publish", reason: "declared" },
  { when: { declared: "otherwise", recorded: "yes", live: "unmarked" }, step: "publish", reason: "drifted" },
  { when: { declared: "otherwise", overwrite: true }, step: "publish", reason: "overwritten" },
  { when: { declared: "otherwise" }, step: "refuse", reason: "in the way" },

  { when: { declared: "no more", isClaimed: true }, step: "keep", reason: "claimed" },
  { when: { declared: "no more", isHeld: true }, step: "keep", reason: "held" },
  { when: { declared: "no more", live: "unseen" }, step: "clear", reason: "planned" },
  { when: { declared: "no more", live: "free" }, step: "keep", reason: "gone" },
  { when: { declared: "no more", live: "ours" }, step: "clear", reason: "ours" },
  { when: { declared: "no more", live: "moved" }, step: "keep", reason: "moved" },
  { when: { declared: "no more", live: "foreign" }, step: "keep", reason: "foreign" },
  { when: { declared: "no more", live: "unmarked", isProven: true }, step: "clear", reason: "drifted" },
  { when: { declared: "no more" }, step: "keep", reason: "unproven" },

  { when: { declared: "excluded", isClaimed: true }, step: "keep", reason: "claimed" },
  { when: { declared: "excluded", isHeld: true }, step: "keep", reason: "held" },
  { when: { declared: "excluded", live: "unseen" }, step: "clear", reason: "planned" },
  { when: { declared: "excluded", live: "free" }, step: "keep", reason: "gone" },
  { when: { declared: "excluded", live: "unmarked", isProven: true }, step: "clear", reason: "as shown" },
  { when: { declared: "excluded" }, step: "keep", reason: "not as shown" },
];

/** What is not known of a case decides for nothing. */
const NOTHING_KNOWN = {
  recorded: "no",
  live: "unseen",
  isClaimed: false,
  isDone: false,
  isProven: false,
  overwrite: false,
  isHeld: false,
} as const satisfies Partial<TopicCase>;

/** What becomes of a topic. Pure: whoever asks does it. @param rows the table, first row first */
export function decide(
  known: Pick<TopicCase, "declared"> & Partial<TopicCase>,
  rows: readonly DecisionRow[] = decisionTable,
): Decision {
  const topic: TopicCase = { ...NOTHING_KNOWN, ...known };
  const row = rows.find(({ when }) => fits(topic, when));
  if (row === undefined) throw new TypeError("the table has no row for this case");
  return row;
}

function fits(topic: TopicCase, when: DecisionRow["when"]): boolean {
  // A loop without copies: a preview asks for each of 100,000 topics.
  for (const key in when) {
    const name = key as keyof TopicCase;
    const wanted: unknown = when[name];
    const isWanted = Array.isArray(wanted) ? wanted.includes(topic[name]) : wanted === topic[name];
    if (!isWanted) return false;
  }
  return true;
}
