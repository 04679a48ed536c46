/** Lines of debug logs in which Pulumi's own SDK and engine write the values of every resource, secrets included. */
export const SDK_LINES = /(Unm|M)arshaling property for RPC\[|RegisterResource RPC finished: /;
