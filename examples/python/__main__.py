"""The retained configuration of a small fleet of pumps."""

import json
from base64 import b64encode
from pathlib import Path

import pulumi
import pulumi_iot_retained as iot

config = pulumi.Config()
here = Path(__file__).parent

# The defaults of a fleet: a file under review, and one value that differs from stack to stack.
pump_defaults = json.loads((here / "pump-defaults.json").read_text())

defaults = iot.RetainedMessage(
    "pump-defaults",
    topic="acme/pumps/defaults",
    payload={**pump_defaults, "reportIntervalSeconds": config.require_int("reportIntervalSeconds")},
    content_type="application/json",
    payload_format_indicator=iot.PayloadFormatIndicator.UTF8_DATA,
    response_topic="acme/pumps/defaults/applied",
    user_properties={"schema": "pump-defaults/2"},
)

# Home Assistant finds a sensor by a retained message under `homeassistant/`.
# https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery
iot.RetainedMessage(
    "pump-1-pressure",
    topic="homeassistant/sensor/pump-1/pressure/config",
    payload={
        "name": "Pressure",
        "unique_id": "pump-1-pressure",
        "state_topic": "acme/pumps/pump-1/pressure",
        "device_class": "pressure",
        "unit_of_measurement": "bar",
        "state_class": "measurement",
        "device": {"identifiers": ["pump-1"], "name": "Pump 1", "manufacturer": "Acme", "model": "M200"},
    },
)

# A Homie 5 device describes itself in a retained `$description`. A topic may contain `$`, but not begin with it.
# https://homieiot.github.io/specification/
speed = {"name": "Speed", "datatype": "integer", "unit": "rpm", "format": "0:3000", "settable": True}
iot.RetainedMessage(
    "pump-1-description",
    topic="homie/5/pump-1/$description",
    payload={
        "homie": "5.0",
        "version": 1,
        "name": "Pump 1",
        "nodes": {"motor": {"name": "Motor", "properties": {"speed": speed}}},
    },
)

# Bytes: the certificate authority that pumps trust, in DER.
iot.RetainedMessage(
    "trusted-authority",
    topic="acme/pumps/trusted-authority",
    payload_base64=b64encode((here / "trusted-authority.der").read_bytes()).decode(),
    content_type="application/pkix-cert",
)

# A secret stays secret: it is encrypted in the state, and `[secret]` in every preview.
iot.RetainedMessage(
    "site-wifi",
    topic="acme/site-1/wifi",
    payload={"ssid": "pumps", "password": config.require_secret("wifiPassword")},
)

pulumi.export("defaults", defaults.topic)
