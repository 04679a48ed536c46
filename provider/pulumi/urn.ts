/** What separates the parts of a URN, `urn:pulumi:<stack>::<project>::<types>::<name>`. Only a name may contain it. */
const DELIMITER = "::";

/** What every URN begins with. */
const PREFIX = "urn:pulumi:";

/** Type of the resource that stands for the stack. It is not among the types of its children. */
const STACK_TYPE = "pulumi:pulumi:Stack";

/** Name of a resource: all of its URN after the third delimiter. */
export function nameInUrn(urn: string): string {
  return urn.split(DELIMITER).slice(3).join(DELIMITER);
}

/** Names of the stack and the project of a resource. */
export function stackOfUrn(urn: string): { project: string; stack: string } {
  const [stack = "", project = ""] = urn.split(DELIMITER);
  return { project, stack: stack.slice(PREFIX.length) };
}

/** URN of a resource that has a parent. Pulumi's own `createUrn` takes a part of the parent's name for a type. */
export function urnBelow(parent: string, type: string, name: string): string {
  const [stack, project, types] = parent.split(DELIMITER);
  return [stack, project, types === STACK_TYPE ? type : `${types}$${type}`, name].join(DELIMITER);
}
