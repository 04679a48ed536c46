import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalTlsEndpoint } from "../../local";

/** Paths of the certificates of an endpoint, in a folder that this user alone can read. */
export interface CertificateFiles {
  folder: string;
  certificate: string;
  device?: { certificate: string; key: string };
}

/** Writes the certificates of an endpoint into a new folder. */
export function writeCertificates({ certificate, device }: LocalTlsEndpoint): CertificateFiles {
  const folder = mkdtempSync(join(tmpdir(), "iot-retained-"));
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  return {
    folder,
    certificate: write("ca.pem", certificate),
    ...(device && {
      device: { certificate: write("device.pem", device.certificate), key: write("device.key", device.key) },
    }),
  };
}
