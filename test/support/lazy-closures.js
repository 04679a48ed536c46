const Module = require("node:module");
const { sep } = require("node:path");

/** Pulumi uses these only to serialise closures, but always loads them, which is more than half of the start of a provider. */
const lazy = ["typescript", "@npmcli/arborist"];

const load = Module._load;

// Each Node.js process of a test stack loads this file first (`--require`). Pulumi then loads a package on its first use.
Module._load = (request, parent, isMain) => {
  const whole = () => load(request, parent, isMain);
  const byPulumi = parent?.filename?.includes(`${sep}@pulumi${sep}pulumi${sep}`);
  if (!byPulumi || !lazy.includes(request)) return whole();
  // An import copies a module without `__esModule`, and so would use it.
  return new Proxy({}, { get: (_, name) => name === "__esModule" || whole()[name] });
};
