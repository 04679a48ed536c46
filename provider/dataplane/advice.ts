/** What errors tell a user to do, in the words of what the user runs. */
export interface Advice {
  /** How to name the Region, after "no AWS Region: ". */
  region: string;
  /** What to do where AWS throttles to the end. */
  pace: string;
  /** What follows from an account that STS does not tell. */
  account: string;
}

/** For whoever runs a stack. */
export const stackAdvice: Advice = {
  region: "set `iot-retained:region` or `aws:region` in the stack's configuration, or AWS_REGION",
  pace: "Lower `iot-retained:publishRate` or `iot-retained:readRate`, or ask AWS for a higher quota",
  account: "So it is not checked that messages are in the account of before",
};
