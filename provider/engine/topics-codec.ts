import type { Place } from "../dataplane/data-plane";
import type { DesiredTopics } from "../topics/desired";
import type { Reconciliation } from "../topics/reconcile";
import type { RecordedTopics } from "../topics/recorded";
import type { Refreshed } from "../topics/refresh";
import type { Wording } from "../topics/wording";
import type { ReadResponse } from "./handlers";

/** What a state is written from, after a create or an update. */
export interface Written<Inputs, State, Recorded> {
  inputs: Inputs;
  /** The state of before, and what it has recorded; undefined after a create. */
  before: { state: State; recorded: Recorded } | undefined;
  place: Place;
  nonce: string;
  done: Reconciliation;
  /** Whether everything was done. The engine keeps the inputs of before of an update that was not. */
  isFinished: boolean;
}

/** How one kind of resource keeps its topics in its inputs and in its state. */
export interface TopicsCodec<Inputs, State, Recorded extends RecordedTopics = RecordedTopics> {
  /** Whether the resource is a set of messages. */
  readonly isSet: boolean;
  idOf(inputs: Inputs, nonce: string): string;
  desired(inputs: Inputs): DesiredTopics;
  recorded(state: State): Recorded;
  /** The state after a create or an update. */
  write(written: Written<Inputs, State, Recorded>): State;
  /** The state after a refresh, and its inputs if live messages have drifted. */
  refreshed(
    id: string,
    before: { state: State; recorded: Recorded },
    place: Place,
    found: Refreshed,
  ): ReadResponse<State>;
  wording(resource: Inputs | State, name: string): Wording;
}
