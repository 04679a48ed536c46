// What the command `status` needs of the convergence of messages, loaded at once.

export { appliedIssueText, ConvergenceObserver } from "../../convergence/observer";
export { convergenceStates } from "../../convergence/state";
export { hasConverged } from "../../convergence/sums";
export { waitForConvergence } from "../../convergence/wait";
export { AppliedTopics, reasonsAgainstTemplate } from "../../messages/applied-topics";
