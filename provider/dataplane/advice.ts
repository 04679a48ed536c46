/** The advice in errors. It depends on what the user runs: a stack, or the command. */
export interface Advice {
  /** How to name the Region, to follow "no AWS Region: ". */
  region: string;
  /** What to do if AWS throttles every attempt. */
  throttled: string;
  /** What it means that STS did not tell the account. */
  unknownAccount: string;
  /** How to name a profile, after "Set ". */
  profile: string;
}

/** The advice for a stack. */
export const stackAdvice: Advice = {
  region: "set `iot-retained:region` or `aws:region` in the stack's configuration, or AWS_REGION",
  throttled: "Lower `iot-retained:publishRate` or `iot-retained:readRate`, or ask AWS for a higher quota",
  unknownAccount: "So nothing checks that messages are still in the same account",
  profile: "AWS_PROFILE, or `iot-retained:profile` or `aws:profile` in the stack's configuration",
};

/** The advice for a stack whose provider is native: settings of the namespace `aws` do not reach it. */
export const nativeAdvice: Advice = {
  ...stackAdvice,
  region: "set `iot-retained:region` in the stack's configuration, `region` of an explicit provider, or AWS_REGION",
  profile: "AWS_PROFILE, or `iot-retained:profile` in the stack's configuration, or `profile` of an explicit provider",
};
