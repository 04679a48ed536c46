// The quickstart in Go.
package main

import (
	_ "embed"
	"encoding/base64"
	"encoding/json"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
	iot "pulumi-iot-retained/sdk/iotretained"
)

//go:embed pump-defaults.json
var pumpDefaults []byte

//go:embed trusted-authority.der
var authority []byte

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		var defaults map[string]any
		if err := json.Unmarshal(pumpDefaults, &defaults); err != nil {
			return err
		}
		defaults["reportIntervalSeconds"] = config.RequireInt(ctx, "reportIntervalSeconds")

		messages := map[string]*iot.RetainedMessageArgs{
			"pump-defaults": {
				Topic:                  pulumi.String("acme/pumps/defaults"),
				Payload:                pulumi.Any(defaults),
				ContentType:            pulumi.String("application/json"),
				PayloadFormatIndicator: iot.PayloadFormatIndicatorUtf8Data,
				ResponseTopic:          pulumi.String("acme/pumps/defaults/applied"),
				UserProperties:         pulumi.StringMap{"schema": pulumi.String("pump-defaults/2")},
			},
			"pump-1-pressure": {
				Topic: pulumi.String("homeassistant/sensor/pump-1/pressure/config"),
				Payload: pulumi.Map{
					"unique_id": pulumi.String("pump-1-pressure"),
					"device":    pulumi.Map{"identifiers": pulumi.ToStringArray([]string{"pump-1"})},
				},
			},
			"pump-1-description": {
				Topic: pulumi.String("homie/5/pump-1/$description"),
				Payload: pulumi.Any(map[string]any{
					"homie": "5.0", "version": 1, "nodes": map[string]any{"motor": map[string]any{"name": "Motor"}},
				}),
			},
			"trusted-authority": {
				Topic:         pulumi.String("acme/pumps/trusted-authority"),
				PayloadBase64: pulumi.String(base64.StdEncoding.EncodeToString(authority)),
			},
			"site-wifi": {
				Topic: pulumi.String("acme/site-1/wifi"),
				Payload: pulumi.Map{
					"ssid":     pulumi.String("pumps"),
					"password": config.RequireSecret(ctx, "wifiPassword"),
				},
			},
			// imported
		}
		for name, args := range messages {
			if _, err := iot.NewRetainedMessage(ctx, name, args); err != nil {
				return err
			}
		}
		return nil
	})
}
