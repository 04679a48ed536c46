import { LoadedMessages } from "../files/loaded-messages";
import { ofStack } from "./of-stack";

/** By which all copies of this package in a program find what its stacks have loaded. */
const KEY = Symbol.for("pulumi-iot-retained.loaded");

/** What modules have loaded before a stack ran, as programs of the Automation API may do. */
const beforeStacks = new LoadedMessages();

/** The messages that the program that runs now has loaded from files. */
export function loadedMessages(): LoadedMessages {
  return ofStack(KEY, () => new LoadedMessages(beforeStacks)) ?? beforeStacks;
}
