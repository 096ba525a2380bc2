/** What a rule answers: the facts that follow, or a refusal with a stable code. Exceptions are for bugs and outages. */
export type Refusal<Code extends string = string> = {
  readonly ok: false;
  readonly code: Code;
  /** What the words for people may need: names, limits, earlier values. Never personal data. */
  readonly facts: Readonly<Record<string, unknown>>;
};

export type Decided<Event> = { readonly ok: true; readonly events: readonly Event[] };

export type Decision<Event, Code extends string = string> = Decided<Event> | Refusal<Code>;

export const ok = <Event>(...events: Event[]): Decided<Event> => ({ ok: true, events });

export const refuse = <Code extends string>(code: Code, facts: Record<string, unknown> = {}): Refusal<Code> => ({
  ok: false,
  code,
  facts,
});
