//go:build tools

// Package tools pins the language host of YAML, which `scripts/languages` builds. Beside it, `sdks` makes SDKs.
package tools

import _ "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"
