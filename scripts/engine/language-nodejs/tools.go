//go:build tools

// Package tools pins the Node.js language host of Pulumi, the last release of it that Go modules carry.
package tools

import _ "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"
