import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { createSecureContext } from "node:tls";
import type { LocalTls } from "../options";

/** A certificate and its key, in PEM. */
export interface KeyPair {
  /** The certificate, in PEM. */
  certificate: string;
  /** Its private key, in PEM. */
  key: string;
}

/** What the TLS port needs. */
export interface Certificates {
  server: KeyPair;
  /** A certificate that a device may show; undefined if the certificate of the server was given. */
  device: KeyPair | undefined;
}

/** For how many days a certificate is valid that is made on the spot. */
const DAYS = 365;

/**
 * The certificates of the TLS port: those in files, or new ones for the names of the endpoint.
 *
 * @throws Error of one sentence if a file cannot be read, if the files are no certificate and its key, or if the package `selfsigned` is missing
 */
export async function certificatesOf({ certificateFile, keyFile }: LocalTls, names: string[]): Promise<Certificates> {
  if (certificateFile !== undefined && keyFile !== undefined) {
    const server = { certificate: read(certificateFile), key: read(keyFile) };
    try {
      // A context takes an empty key.
      createPrivateKey(server.key);
      createSecureContext({ cert: server.certificate, key: server.key });
    } catch (error) {
      const reason = (error as Error).message.replace(/^error:\w+:/, "");
      throw new Error(`${certificateFile} and ${keyFile} are no certificate and its key in PEM (${reason}).`, {
        cause: error,
      });
    }
    return { server, device: undefined };
  }
  const own = names.map((name) =>
    isIP(name) ? ({ type: 7, ip: name } as const) : ({ type: 2, value: name } as const),
  );
  const made = await maker().generate([{ name: "commonName", value: "iot-retained local" }], {
    algorithm: "sha256",
    notAfterDate: new Date(Date.now() + DAYS * 86_400_000),
    extensions: [
      // It is its own authority, so that a client needs one file.
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: own },
    ],
    clientCertificate: { cn: "device" },
  });
  return {
    server: { certificate: made.cert, key: made.private },
    device: { certificate: made.clientcert ?? "", key: made.clientprivate ?? "" },
  };
}

function maker(): typeof import("selfsigned") {
  try {
    return require("selfsigned");
  } catch (error) {
    throw new Error(
      "To make a certificate, install the package `selfsigned`: npm install --save-dev selfsigned. Or give one by files.",
      { cause: error },
    );
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`, { cause: error });
  }
}
