import { ansiToJson } from "anser";
import type { Scene } from "./story";

/** Sizes in pixels. A character of the font is as wide as 0.6 of its size in every usual font of fixed width. */
const font = 13;
const lineHeight = 19;
const characterWidth = font * 0.6;
const padding = 16;
const titleBar = 30;

/** Colours by those of a terminal, chosen so that each has a contrast of 4.5 or more on the background. */
const colours: Readonly<Record<string, string>> = {
  "ansi-red": "#ff7b72",
  "ansi-green": "#7ee787",
  "ansi-yellow": "#e3b341",
  "ansi-bright-blue": "#79c0ff",
  "ansi-bright-magenta": "#d2a8ff",
};
const plain = "#e6edf3";
const faint = "#8b949e";

interface Run {
  text: string;
  colour: string;
  isBold: boolean;
}

/** Draws a command and what it printed as an SVG of a terminal. */
export function drawTerminal({ before, command, output }: Scene, description: string): string {
  const prompt: Run[][] = [
    [{ text: `# ${before}`, colour: faint, isBold: false }],
    [{ text: `$ ${command}`, colour: plain, isBold: true }],
  ];
  const lines = [...prompt, ...linesOf(output)];
  const columns = Math.max(...lines.map((line) => line.reduce((sum, { text }) => sum + text.length, 0)));
  const width = Math.ceil(columns * characterWidth + 2 * padding);
  const height = titleBar + lines.length * lineHeight + padding;
  const rows = lines.map((line, index) => drawLine(line, titleBar + (index + 0.7) * lineHeight));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">
<title id="title">${escaped(command)}</title>
<desc>${escaped(description)}</desc>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${["#ff5f56", "#ffbd2e", "#27c93f"].map((colour, index) => `<circle cx="${padding + 6 + index * 18}" cy="15" r="5" fill="${colour}"/>`).join("")}
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${font}">
${rows.join("\n")}
</g>
</svg>
`;
}

/** Each run of one colour has its place and its width, so that columns meet whatever the font. */
function drawLine(line: readonly Run[], y: number): string {
  let column = 0;
  const runs = line.map(({ text, colour, isBold }) => {
    const x = padding + column * characterWidth;
    column += text.length;
    const weight = isBold ? ' font-weight="bold"' : "";
    const length = (text.length * characterWidth).toFixed(1);
    return `<tspan x="${x.toFixed(1)}" textLength="${length}" fill="${colour}"${weight}>${fixed(text)}</tspan>`;
  });
  return `<text y="${y.toFixed(1)}">${runs.join("")}</text>`;
}

function linesOf(output: string): Run[][] {
  const lines: Run[][] = [[]];
  for (const { content, fg, decorations } of ansiToJson(output.trimEnd(), { use_classes: true })) {
    const style = { colour: colours[fg ?? ""] ?? plain, isBold: decorations.includes("bold") };
    for (const [index, text] of content.split("\n").entries()) {
      if (index > 0) lines.push([]);
      if (text !== "") lines.at(-1)?.push({ text, ...style });
    }
  }
  return lines;
}

/** Text whose spaces stay, since SVG makes one of many. */
function fixed(text: string): string {
  return escaped(text).replaceAll(" ", "\u00a0");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
