module pumps

go 1.25

require pulumi-iot-retained/sdk v0.0.0

replace pulumi-iot-retained/sdk => ./sdk
