//go:build tools

// Package tools pins the language hosts of Go and Python: the last release of both that Go modules are seen to carry.
package tools

import (
	_ "github.com/pulumi/pulumi/sdk/v3/go/pulumi-language-go"
	_ "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python"
)
