import { Parser } from "htmlparser2";
import { MAX_DEPTH } from "./scan-event.ts";

/** One element of a page, with its entities decoded. */
export interface HtmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (HtmlElement | string)[];
}

/** The first element of a piece of HTML and where its source ends. */
export interface HtmlTree {
  readonly root: HtmlElement;
  /** Index behind the closing tag. */
  readonly end: number;
  /** False when the source ends inside the element. */
  readonly isClosed: boolean;
}

const TOO_DEEP = new Error("nested too deeply");

/** Parses the first element of `source`. Null when there is none or it is nested too deeply. */
export function parseHtml(source: string): HtmlTree | null {
  const open: HtmlElement[] = [];
  let root: HtmlElement | null = null;
  let end: number | null = null;
  let isSourceOver = false;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (end !== null) return;
      const element: HtmlElement = { name, attributes, children: [] };
      open.at(-1)?.children.push(element);
      root ??= element;
      open.push(element);
      if (open.length > MAX_DEPTH) throw TOO_DEEP;
    },
    ontext(text) {
      if (end === null) open.at(-1)?.children.push(text);
    },
    onclosetag() {
      if (end !== null || isSourceOver) return;
      open.pop();
      if (open.length === 0 && root !== null) end = parser.endIndex + 1;
    },
  });
  try {
    parser.write(source);
    isSourceOver = true;
    parser.end();
  } catch (error) {
    if (error === TOO_DEEP) return null;
    throw error;
  }
  return root === null ? null : { root, end: end ?? source.length, isClosed: end !== null };
}

/** Whether an element has a class. */
export function hasClass(element: HtmlElement, name: string): boolean {
  return (element.attributes.class ?? "").split(/\s+/).includes(name);
}

/** Child elements, in order. */
export function childrenOf(element: HtmlElement): readonly HtmlElement[] {
  return element.children.filter((child) => typeof child !== "string");
}

/** The first child with all of these classes. */
export function childWith(element: HtmlElement, ...classes: string[]): HtmlElement | null {
  const found = childrenOf(element).find((child) => classes.every((name) => hasClass(child, name)));
  return found ?? null;
}

/** The first descendant with all of these classes, in document order. */
export function descendantWith(element: HtmlElement, ...classes: string[]): HtmlElement | null {
  for (const child of childrenOf(element)) {
    if (classes.every((name) => hasClass(child, name))) return child;
    const found = descendantWith(child, ...classes);
    if (found !== null) return found;
  }
  return null;
}

/** All text within, line breaks included, without the blanks that the exporter puts around it. */
export function textOf(element: HtmlElement | null): string {
  return element === null ? "" : rawTextOf(element).trim();
}

function rawTextOf(element: HtmlElement): string {
  return element.children
    .map((child) => {
      if (typeof child === "string") return child;
      return child.name === "br" ? "\n" : rawTextOf(child);
    })
    .join("");
}
