import { clients } from "../data/state";
import { countText } from "../text/units";
import { BackButton } from "./detail";
import { detailId } from "./focus";
import { Text, Topic } from "./name";

/** Who is connected, and what they subscribe to. */
export function Clients() {
  return (
    <section id={detailId} class="detail" aria-label="MQTT clients" tabIndex={-1}>
      <BackButton />
      <div class="heading">
        <h2>MQTT clients</h2>
      </div>
      {clients.value.length === 0 && <p class="muted">No MQTT client is connected.</p>}
      <ul class="clients">
        {clients.value.map(({ clientId, isConnected, waiting, subscriptions }) => (
          <li key={clientId}>
            <h3>
              <span class={isConnected ? "dot is-on" : "dot"} aria-hidden="true" />
              <Text text={clientId} kind="name" />
            </h3>
            <p class="muted">
              {isConnected ? "connected" : "away"}
              {waiting > 0 && `, ${countText(waiting, "message")} waiting`}
              {subscriptions.length === 0 && ", no subscription"}
            </p>
            {subscriptions.length > 0 && (
              <ul class="subscriptions" aria-label="Subscriptions">
                {subscriptions.map((filter) => (
                  <li key={filter}>
                    <Topic topic={filter} />
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
