import type { ClearBody, PublishBody, TopicView } from "../../wire";

/** The live message of a topic, and its versions. */
export async function fetchTopic(topic: string, signal: AbortSignal): Promise<TopicView> {
  return (await call(`console/message?topic=${encodeURIComponent(topic)}`, { signal })) as TopicView;
}

/** @throws Error that says why the endpoint refuses the message */
export async function publish(body: PublishBody): Promise<void> {
  await post("console/publish", body);
}

/** Clears, and returns how many messages are gone. @throws Error */
export async function clear(body: ClearBody): Promise<number> {
  return ((await post("console/clear", body)) as { cleared: number }).cleared;
}

function post(path: string, body: object): Promise<unknown> {
  return call(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function call(path: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(path, init);
  const answer = (await response.json().catch(() => ({}))) as { message?: string };
  if (!response.ok) throw new Error(answer.message ?? `the endpoint answered ${response.status}`);
  return answer;
}
