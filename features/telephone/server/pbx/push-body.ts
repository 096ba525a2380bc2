import { Parser } from 'saxen';

const DEEPEST = 20;
type Node = { readonly name: string; text: string; readonly children: Map<string, unknown> };

const put = (into: Map<string, unknown>, name: string, value: unknown): void => {
  const before = into.get(name);
  into.set(name, before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]);
};

/** XML as JSON would say it: elements by name, repeated ones as a list, attributes with `@`. A DOCTYPE is refused: nobody who reports calls needs one. */
const readXml = (text: string): unknown => {
  const root: Node = { name: '', text: '', children: new Map() };
  const path: Node[] = [root];
  let isBad = false;
  const parser = new Parser();
  const refuse = (): void => {
    isBad = true;
    parser.stop();
  };
  const say = (words: string): void => {
    const top = path.at(-1);
    if (top) top.text += words;
  };
  parser.on('error', refuse);
  parser.on('attention', refuse);
  parser.on('openTag', (name, attributes, decode) => {
    if (path.length > DEEPEST) return refuse();
    path.push({ name, text: '', children: new Map(Object.entries(attributes()).map(([key, value]) => [`@${key}`, decode(value)])) });
  });
  parser.on('text', (words, decode) => say(decode(words)));
  parser.on('cdata', say);
  parser.on('closeTag', () => {
    const node = path.length > 1 ? path.pop() : undefined;
    const parent = path.at(-1);
    if (!node || !parent) return refuse();
    put(parent.children, node.name, node.children.size === 0 ? node.text.trim() : Object.fromEntries(node.text.trim() === '' ? node.children : [...node.children, ['#text', node.text.trim()]]));
  });
  parser.parse(text);
  return isBad || path.length !== 1 || root.children.size === 0 ? undefined : Object.fromEntries(root.children);
};

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A vendor's body as a value: what it says it is, else what it looks like. Undefined where it is neither. */
export const readPushBody = (text: string, contentType: string): unknown => {
  const trimmed = text.trim();
  if (/json/i.test(contentType) || /^[[{]/.test(trimmed)) return readJson(trimmed);
  if (/xml/i.test(contentType) || trimmed.startsWith('<')) return readXml(trimmed);
  if (!trimmed.includes('=')) return undefined;
  const form = Object.fromEntries(new URLSearchParams(trimmed));
  // Some send JSON or XML as one field of a form.
  return Object.fromEntries(Object.entries(form).map(([name, value]) => [name, /^[[{]/.test(value) ? (readJson(value) ?? value) : value]));
};
