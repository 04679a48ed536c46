import type { ResourceHandlers } from "../engine/handlers";
import { PublicationHandlers } from "../engine/publication";
import { RetainedMessageHandlers } from "../engine/retained-message";
import { RetainedMessageSetHandlers } from "../engine/retained-message-set";
import { collectEarly } from "../process/memory";
import type { Session } from "../process/session";
import { schemaIssuesInMessage, schemaIssuesInSet } from "../validation/payload-schemas";
import { type Arrived, arrivedMessage, arrivedSet } from "./arrived";
import { type EngineHandlers, NativeResource, type ResourceKind } from "./resource";

/** The types of inputs and state end here: what comes over the wire has been answered by these handlers before. */
function asAsked<Inputs, State>(handlers: ResourceHandlers<Inputs, State>): EngineHandlers {
  return handlers as unknown as EngineHandlers;
}

/** Outputs of every kind: where it is, as far as the arguments do not say it. */
const ofPlace = ["region", "dataEndpoint", "accountId"];

const ofMessage = {
  arrived: arrivedMessage,
  schemaIssues: ({ given, schemaOf }: Arrived, issues) => schemaIssuesInMessage(given, issues, schemaOf("")),
} satisfies Partial<ResourceKind>;

type MakeKind = (session: Session) => Omit<ResourceKind, "name">;

const kinds = {
  RetainedMessage: (session) => ({
    ...ofMessage,
    handlers: asAsked(new RetainedMessageHandlers(session)),
    computed: [...ofPlace, "payloadSha256", "payloadSize", "lastModifiedTime"],
  }),
  RetainedMessageSet: (session) => {
    collectEarly();
    return {
      arrived: arrivedSet,
      schemaIssues: ({ given, schemaOf }, issues) => schemaIssuesInSet(given, issues, schemaOf),
      handlers: asAsked(new RetainedMessageSetHandlers(session)),
      computed: [...ofPlace, "count", "payloadBytes", "revision"],
    };
  },
  Publication: (session) => ({
    ...ofMessage,
    handlers: asAsked(new PublicationHandlers(session)),
    computed: [...ofPlace, "payloadSha256", "payloadSize"],
  }),
} satisfies Record<string, MakeKind>;

/** Tells the kinds of resource apart, and makes each when it is first asked for. */
export class Kinds {
  private readonly made = new Map<string, NativeResource>();

  constructor(private readonly session: Session) {}

  /** @param type as in a URN: `iot-retained:index:RetainedMessage`, after the types of its parents */
  of(type: string): NativeResource {
    const name = type.replace(/^.*:/, "");
    const known = this.made.get(name);
    if (known !== undefined) return known;
    if (!Object.hasOwn(kinds, name)) throw new Error(`there is no resource ${type}`);
    const made = new NativeResource({ name, ...kinds[name as keyof typeof kinds](this.session) }, this.session);
    this.made.set(name, made);
    return made;
  }
}
