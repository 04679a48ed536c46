import type { Defaults } from "../../messages/message-value";
import type { JsonSchema } from "../../validation/json-schema";

/** The file at the root of a folder that holds options for the other files. */
export const OPTIONS_FILE = "retained.yaml";

/** Whether a name is `retained.yaml`, or has a name that was probably meant to be it. */
export function isNearOptions(file: string): boolean {
  return /^retained\.(ya?ml|json)$/i.test(file);
}

/** The arguments of a message beside its topic and payload. */
export interface FileArguments extends Defaults {
  /** Whether the message carries the marker that names its owner. @default as for the whole set */
  marker?: boolean;
}

/**
 * Options for the files of a folder, in its `retained.yaml` or in code. Globs match the path of a file in the folder,
 * with its extension. A glob that is exactly the path of a file matches that file alone. Options in code are merged over
 * those of the folder.
 *
 * If folders are laid over others, each of them is a layer, and its `retained.yaml` is merged over those of the layers
 * below. Globs then match files of all layers, except for `include` and `exclude`, which are about the layer's own files.
 */
export interface FolderOptions {
  /**
   * The beginning of all topics. A slash follows it, whether or not it ends in one. A prefix in code replaces that of the
   * folder; an empty one removes it.
   *
   * @default none
   * @example "acme"
   */
  readonly prefix?: string;
  /** Arguments of every message. @default none @example { qos: 0 } */
  readonly defaults?: Readonly<FileArguments>;
  /**
   * Arguments by glob, which win over the defaults. If several globs match a file, later ones win, argument by argument,
   * and globs in code win over those of the folder. A glob that matches no file is an error.
   *
   * @default none
   * @example { "**\/*.json": { contentType: "application/json" } }
   */
  readonly overrides?: Readonly<Record<string, Readonly<FileArguments>>>;
  /**
   * JSON Schemas by glob. Each is the path of a JSON or YAML file, relative to the folder; that file is then not a message.
   * `retained.yaml` names only files in the folder or, with layers, in any of them: that of the topmost layer counts. In
   * code, a schema itself may stand in place of the path. If several globs match a file, it has to satisfy all of their
   * schemas. A glob that matches no file is an error. A glob in code replaces the same glob of the folder.
   *
   * @default none
   * @example { "**\/settings.json": "schemas/settings.json" }
   */
  readonly schemas?: Readonly<Record<string, JsonSchema | string>>;
  /** Globs of the files that are messages. A list in code replaces that of the folder. @default all files */
  readonly include?: readonly string[];
  /**
   * Globs of files that are not messages. A list in code adds to that of the folder.
   *
   * @default none
   * @example ["README.md"]
   */
  readonly exclude?: readonly string[];
  /**
   * Topics of single files, for topics that no file can be named after. Such a file is published byte for byte, whatever
   * its extension, and its topic gets no prefix. A missing file is an error.
   *
   * @default none
   * @example { "other/0001.bin": "acme//state" }
   */
  readonly topics?: Readonly<Record<string, string>>;
  /**
   * Bases by glob. A file that matches is a JSON Merge Patch (RFC 7396) over its bases, which are laid over one another in
   * their order: `null` removes a key, and a list replaces a list. Bases are JSON or YAML files, by their path in the folder
   * or, with layers, in any of them. They are no messages, and have no bases themselves. If several globs match a file, it
   * has the bases of all of them. A glob that matches no message is an error.
   *
   * @default none
   * @example { "plant-*\/pump-*.json": ["base/pump.yaml"] }
   */
  readonly inherit?: Readonly<Record<string, readonly string[]>>;
  /**
   * Globs of topics, without the prefix, that are taken out of the layers below. In code, they are taken out of all layers.
   * A glob that matches no topic is an error.
   *
   * @default none
   * @example ["plant-lyon/line-2/**"]
   */
  readonly remove?: readonly string[];
}

/** The options in a `retained.yaml`. */
export interface FolderFileOptions extends FolderOptions {
  /** The folders over which this one is laid, the lowest first, relative to this one. @default none */
  readonly layers?: readonly string[];
}
