import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

export interface Vault {
  /** The variables by which the CLI finds it. */
  readonly environment: Readonly<Record<string, string>>;
  close(): void;
}

/**
 * Encrypts the keys of stacks as HashiCorp Vault does. A command asks it for the key of its stack once, which costs less
 * than deriving a key from a passphrase in a million rounds.
 */
export async function startVault(): Promise<Vault> {
  const kept: string[] = [];
  const server = createServer(async (request, response) => {
    const { plaintext, ciphertext } = (await json(request)) as { plaintext?: string; ciphertext?: string };
    const data =
      plaintext === undefined
        ? { plaintext: kept[Number(ciphertext?.split(":").at(-1))] }
        : { ciphertext: `vault:v1:${kept.push(plaintext) - 1}` };
    response.setHeader("Content-Type", "application/json").end(JSON.stringify({ data }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    environment: { VAULT_SERVER_URL: `http://127.0.0.1:${port}`, VAULT_SERVER_TOKEN: "test" },
    close: () => void server.close(),
  };
}
