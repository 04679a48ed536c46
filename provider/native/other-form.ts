import type { PropertyBag } from "../pulumi/property-bag";

/** Says in inputs that a payload was declared as text, and that a refresh has found bytes that are none. */
const OTHER_FORM = "__otherForm";

/**
 * Inputs that say, if it is so, that the payload is in another form than it was declared in.
 *
 * @param before inputs of before the refresh or the check
 */
export function inOtherForm(inputs: PropertyBag, before: PropertyBag): PropertyBag {
  const isOther = before["payload"] !== undefined || before[OTHER_FORM] === true;
  return isOther && inputs["payloadBase64"] !== undefined ? { ...inputs, [OTHER_FORM]: true } : inputs;
}

/**
 * Arguments with the payload that `ignoreChanges` leaves to others. If it has come back in another form than it was declared
 * in, the engine, which ignores changes of one argument, has taken out the declared form, and does not know the other.
 */
export function withIgnoredPayload(given: PropertyBag, olds: PropertyBag): PropertyBag {
  const isTakenOut = given["payload"] === undefined && given["payloadBase64"] === undefined;
  return isTakenOut && olds[OTHER_FORM] === true ? { ...given, payloadBase64: olds["payloadBase64"] } : given;
}
