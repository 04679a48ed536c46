import type { ComponentChildren } from "preact";
import type { MessageView } from "../../wire";
import { now } from "../data/state";
import { fromBase64, toHex } from "../text/bytes";
import { ageText, countdownText, countText, sizeText, timeText } from "../text/units";
import { Text, Topic } from "./name";
import { UserProperties } from "./user-properties";

/** All that a message has beside its payload. */
export function Properties({ message }: { message: MessageView }) {
  const { size, publishedAt, expiresAt, qos, marker, userProperties } = message;
  const { contentType, payloadFormatIndicator, responseTopic, correlationData } = message;
  return (
    <>
      <dl class="facts">
        <Fact name="Size">
          {sizeText(size)}
          {size >= 1_024 && <span class="muted"> {countText(size, "byte")}</span>}
        </Fact>
        <Fact name="Published">
          <time dateTime={isoTime(publishedAt)}>{timeText(publishedAt)}</time>
          <span class="muted"> {ageText(now.value - publishedAt)} ago</span>
        </Fact>
        {expiresAt !== null && (
          <Fact name="Expires">
            <span class="countdown">in {countdownText(expiresAt - now.value)}</span>
            <span class="muted"> {timeText(expiresAt)}</span>
          </Fact>
        )}
        <Fact name="QoS">{qos}</Fact>
        {marker !== null && (
          <>
            <Fact name="Owner">
              <Text text={marker.owner} />
            </Fact>
            <Fact name="Resource">
              <Text text={marker.name} />
              <span class="muted mono">
                {" #"}
                <Text text={marker.nonce} />
              </span>
            </Fact>
          </>
        )}
        {contentType !== undefined && (
          <Fact name="Content type">
            <Text text={contentType} />
          </Fact>
        )}
        {payloadFormatIndicator !== undefined && (
          <Fact name="Payload format">{payloadFormatIndicator === "UTF8_DATA" ? "UTF-8 text" : "bytes"}</Fact>
        )}
        {responseTopic !== undefined && (
          <Fact name="Response topic">
            <Topic topic={responseTopic} />
          </Fact>
        )}
        {correlationData !== undefined && (
          <Fact name="Correlation data">
            <span class="mono">{toHex(fromBase64(correlationData))}</span>
          </Fact>
        )}
      </dl>
      <UserProperties properties={userProperties} />
    </>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function isoTime(time: number): string | undefined {
  const date = new Date(time);
  return Number.isFinite(date.getTime()) ? date.toISOString() : undefined;
}
