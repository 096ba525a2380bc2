/** The part of saxen that is used; the package brings no types. */
declare module 'saxen' {
  export class Parser {
    on(event: 'openTag', handle: (name: string, attributes: () => Record<string, string>, decode: (text: string) => string) => void): this;
    on(event: 'closeTag', handle: (name: string) => void): this;
    on(event: 'text', handle: (text: string, decode: (text: string) => string) => void): this;
    on(event: 'cdata', handle: (text: string) => void): this;
    on(event: 'error' | 'attention', handle: (problem: unknown) => void): this;
    parse(xml: string): Error | undefined;
    stop(): void;
  }
}
