/** Extensions that decide how a file is read. They are not part of its topic. */
export const EXTENSIONS = /\.(jsonc?|ya?ml|txt)$/i;

/** The topic of a file, without a prefix: its path without a known extension. */
export function topicOfFile(file: string): string {
  return file.replace(EXTENSIONS, "");
}

/** A topic after a prefix, if there is one. */
export function withPrefix(prefix: string | undefined, topic: string): string {
  return prefix ? `${prefix.replace(/\/$/, "")}/${topic}` : topic;
}
