import { mayPublish, type Standing } from "./ownership";

/** One topic of a set, as it is declared, in state, and live. */
export interface TopicCase {
  /** What is declared of it; "restated" changes the state only, not the message. */
  declared: "no" | "as in state" | "restated" | "otherwise";
  /** "doubtful" where nobody knows whether the publish of the create was acted on. */
  inState: "no" | "doubtful" | "yes";
  /** How the live message stands; undefined where nobody has looked. */
  live?: Standing | undefined;
  /** Whether the live message is already what is declared, by our own publish. */
  isDone?: boolean;
}

/** What is to be done about the topics of a set. */
export interface Plan {
  /** New ones first, then changed ones, each in the order of the declaration. */
  publish: string[];
  /** Somebody else's message is in the way. */
  refuse: string[];
  /** What is there is looked at once more just before: it may not be ours any more. */
  clear: string[];
  /** Declared, and live already. */
  unchanged: number;
  /** Whether the state has to change for topics that are unchanged. */
  isRestated: boolean;
}

type Step = "publish" | "refuse" | "clear" | "nothing";

/**
 * | declared    | in state | live message                     | step                                       |
 * |-------------|----------|----------------------------------|--------------------------------------------|
 * | as in state | yes      | not looked at                    | nothing                                    |
 * | restated    | yes      | not looked at                    | nothing                                    |
 * | otherwise   | any      | not looked at                    | publish                                    |
 * | otherwise   | any      | ours and as declared             | nothing: a run that was killed has done it |
 * | otherwise   | no       | any, by the column create        | publish or refuse                          |
 * | otherwise   | doubtful | any, by the column create        | publish or refuse                          |
 * | otherwise   | yes      | any, by the column update        | publish or refuse                          |
 * | no          | any      | looked at just before            | clear, by the column delete                |
 *
 * The columns are those of the table of ownership.
 */
function stepOf({ declared, inState, live, isDone }: TopicCase, overwrite: boolean): Step {
  switch (declared) {
    case "no":
      return "clear";
    case "as in state":
    case "restated":
      return "nothing";
    case "otherwise":
      if (live === undefined) return "publish";
      if (isDone) return "nothing";
      return mayPublish(inState === "yes" ? "update" : "create", live, overwrite) ? "publish" : "refuse";
  }
}

/**
 * The plan for a set of topics.
 *
 * @param overwrite whether somebody else's message may be published over
 */
export function planOf(cases: Iterable<readonly [topic: string, TopicCase]>, overwrite: boolean): Plan {
  const plan: Plan = { publish: [], refuse: [], clear: [], unchanged: 0, isRestated: false };
  const changed: string[] = [];
  for (const [topic, found] of cases) {
    const step = stepOf(found, overwrite);
    if (step !== "nothing") (step === "publish" && found.inState === "yes" ? changed : plan[step]).push(topic);
    else plan.unchanged++;
    plan.isRestated ||= found.declared === "restated";
  }
  plan.publish.push(...changed);
  return plan;
}
