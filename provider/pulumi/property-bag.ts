export type PropertyBag = Record<string, unknown>;
