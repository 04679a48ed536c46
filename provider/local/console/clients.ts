/** An MQTT client that the broker knows. */
export interface ConnectedClient {
  clientId: string;
  isConnected: boolean;
  /** Messages that wait to be sent to it. */
  waiting: number;
  /** Its topic filters. */
  subscriptions: Iterable<string>;
}
