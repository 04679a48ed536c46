/** What Pulumi's templates for TypeScript ask of the compiler, whatever the kind of module. */
export const templateRules = {
  strict: true,
  experimentalDecorators: true,
  noFallthroughCasesInSwitch: true,
  noImplicitReturns: true,
  forceConsistentCasingInFileNames: true,
} as const;

/** What `pulumi new typescript` makes of a program. */
export const templateTarget = { target: "es2020", module: "commonjs", moduleResolution: "node" } as const;

/** Where the templates have the compiler write. */
export const templateOutput = { outDir: "bin", sourceMap: true } as const;
