import type * as pulumi from "@pulumi/pulumi";
import { reasonAgainstText } from "../messages/reserved";
import { hasLoneSurrogate, LONE_SURROGATE } from "../messages/surrogates";
import { isSentinel } from "../pulumi/unknowns";
import { reasonAgainstAssetFile } from "../validation/asset-file";

/** Why an asset cannot be sent. On some assets the engine would fail, or wait for ever, before they are checked. */
export function reasonsAgainstAsset(asset: pulumi.asset.Asset): string[] {
  const parts = Object.entries(asset).filter((part): part is [string, string] => typeof part[1] === "string");
  const ofTexts = parts.flatMap(([, text]) => [
    ...(isSentinel(text) ? [reasonAgainstText("payload")] : []),
    ...(hasLoneSurrogate(text) ? [LONE_SURROGATE] : []),
  ]);
  if (ofTexts.length > 0) return ofTexts;
  const ofFiles = parts.map(([name, text]) => (name === "path" ? reasonAgainstAssetFile(text) : undefined));
  return ofFiles.filter((reason) => reason !== undefined);
}
