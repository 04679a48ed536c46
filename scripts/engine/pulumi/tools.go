//go:build tools

// Package tools pins the Pulumi CLI, which `scripts/engine/go-modules.ts` builds where no installer can be reached.
package tools

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
