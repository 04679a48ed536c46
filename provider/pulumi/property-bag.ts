/** Properties by their names, before anybody has looked at their values. */
export type PropertyBag = Record<string, unknown>;
