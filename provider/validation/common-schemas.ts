import { z } from "zod";
import { reasonsAgainstTemplate } from "../messages/applied-topics";
import { reasonsAgainstTopic } from "../messages/topic";

/** Any text. */
export const textSchema = z.string("expected a string");

/** A switch. */
export const flagSchema = z.boolean("expected true or false");

/** The form of an AWS Region. `local` is the Region of a local endpoint. */
const regionPattern = /^[a-z]{2,}(-[a-z]+)+-\d+$|^local$/;

/** An AWS Region, as an argument or a setting. */
export const regionSchema = textSchema.regex(regionPattern, "expected a Region, such as eu-west-1");

/** URL of a data endpoint, as an argument or a setting. */
export const endpointSchema = z.url({
  protocol: /^https?$/,
  error: "expected a URL that begins with https:// or http://",
});

/** A topic that can carry a retained message. */
export const topicSchema = textSchema.superRefine(rule(reasonsAgainstTopic));

/** A template of topics on which devices acknowledge messages. */
export const templateSchema = textSchema.superRefine(rule(reasonsAgainstTemplate));

/** A refinement from a function that gives the reasons against a value. Each reason becomes an issue of its own. */
export function rule<T>(reasonsAgainst: (value: T) => string[]) {
  return (value: T, context: z.RefinementCtx) => {
    for (const message of reasonsAgainst(value)) context.addIssue({ code: "custom", message });
  };
}
