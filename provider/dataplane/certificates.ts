import { Agent } from "node:https";
import { type PeerCertificate, TLSSocket } from "node:tls";
import { escapeControls } from "../text/control-characters";

/** A certificate, as far as an error names it. */
export type NamedCertificate = Pick<PeerCertificate, "subject" | "issuer">;

/**
 * Opens TLS connections whose errors have the certificate that the other side has shown, as `cert`. Node itself adds it
 * only if the certificate is for another host.
 */
export class CertificateAgent extends Agent {
  override createConnection(...args: Parameters<Agent["createConnection"]>) {
    const socket = super.createConnection(...args);
    if (!(socket instanceof TLSSocket)) return socket;
    let shown: NamedCertificate | undefined;
    // After the handshake, and before the listener of Node that ends the connection because of the certificate.
    socket.prependListener("secure", () => {
      shown = socket.getPeerCertificate();
    });
    socket.prependListener("error", (error: Error & { cert?: NamedCertificate | undefined }) => {
      error.cert ??= shown;
    });
    return socket;
  }
}

/** That a certificate is not trusted: whose it is, who has issued it, and how to trust it. */
export function mistrust(certificate: NamedCertificate | undefined): string {
  const whose = certificate && ` of ${holder(certificate.subject)}, issued by ${holder(certificate.issuer)},`;
  return (
    `the certificate${whose ?? ""} is not trusted; if it is one of your network, name the file of its CA in ` +
    "NODE_EXTRA_CA_CERTS"
  );
}

function holder({ CN, O, OU }: PeerCertificate["subject"]): string {
  return escapeControls([CN ?? O ?? OU ?? "nobody named"].flat().join(", "));
}
