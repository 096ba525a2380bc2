import { CLAUSES, type Clause } from './clauses.ts';

/** Width and punctuation do not matter when people search: ( and full-width ( are the same mark, spaces fall away. */
const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');

const HAYSTACKS: readonly { readonly clause: Clause; readonly fields: readonly string[] }[] = CLAUSES.map((clause) => ({
  clause,
  fields: [
    clause.id,
    clause.annex,
    clause.annexTitle,
    clause.section,
    clause.short,
    clause.text,
    clause.readAloud ?? '',
    clause.gist,
  ].map(plain),
}));

/** Every word of the query must be found in some field; a blank query finds all 115. Order is the plan's. */
export const searchClauses = (query: string): readonly Clause[] => {
  const words = query
    .trim()
    .split(/\s+/)
    .map(plain)
    .filter((word) => word !== '');
  return HAYSTACKS.filter(({ fields }) => words.every((word) => fields.some((field) => field.includes(word)))).map(
    ({ clause }) => clause,
  );
};
