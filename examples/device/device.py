"""A device that applies its configuration, and acknowledges it.

    python device.py HOST PORT TOPIC [CA CERTIFICATE KEY]
"""

import hashlib
import json
import sys

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion


def apply(payload: bytes) -> None:
    """What the device does with its configuration. A ValueError refuses it."""
    config = parsed(payload)
    seconds = config.get("intervalSeconds") if isinstance(config, dict) else None
    # Not isinstance: a bool is an int too.
    if type(seconds) is not int or not 1 <= seconds <= 3600:
        raise ValueError("intervalSeconds: expected 1 to 3600")
    print(f"reporting every {seconds} s", flush=True)


def parsed(payload: bytes) -> object:
    """JSON. Whatever is retained, the device refuses it and lives on: it would meet it again at every start."""
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        raise ValueError("expected JSON") from None


def acknowledgement(payload: bytes) -> bytes:
    """Applies a configuration, and says so. One that was cleared needs no acknowledgement: an empty one clears it too."""
    if not payload:
        return b""
    version = hashlib.sha256(payload).hexdigest()[:16]
    try:
        apply(payload)
        answer = {"applied": version}
    except ValueError as error:
        answer = {"refused": version, "reason": str(error)}
    return json.dumps(answer).encode()


class Device:
    def __init__(self, topic: str) -> None:
        self.topic = topic
        self.applied = f"{topic}/applied"
        self.retained = b""  # the acknowledgement that the broker has

    def on_connect(self, client, _userdata, _flags, reason_code, _properties) -> None:
        if reason_code.is_failure:
            sys.exit(f"the broker says: {reason_code}")
        # It may have been cleared since the last connection.
        self.retained = b""
        # Its own acknowledgement first: the broker then sends that before the configuration.
        client.subscribe([(self.applied, 1), (self.topic, 1)])

    def on_message(self, client, _userdata, message) -> None:
        if message.topic == self.applied:
            self.retained = message.payload
            return
        answer = acknowledgement(message.payload)
        # After a reconnect the broker repeats what it retains, and then the same answer need not be published again.
        if not message.retain or answer != self.retained:
            client.publish(self.applied, answer, qos=1, retain=True)
            self.retained = answer


def main(host: str, port: str, topic: str, *certificates: str) -> None:
    device = Device(topic)
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=topic.replace("/", "-"))
    client.on_connect = device.on_connect
    client.on_message = device.on_message
    if certificates:
        client.tls_set(*certificates)
    client.connect(host, int(port))
    client.loop_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
