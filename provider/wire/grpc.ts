export { grpc } from "./sdk-grpc";

/** How large a message between engine and provider may be, in bytes: as in Pulumi's own processes. */
const MAX_BYTES = 400 * 1024 * 1024;

/** The options of every connection between engine and provider. */
export const channelOptions = {
  "grpc.max_receive_message_length": MAX_BYTES,
  "grpc.max_send_message_length": MAX_BYTES,
};
