/** 32-bit FNV-1a over code points: the same for text and question, never shown. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return value | 0;
};

/** One spelling for search: width folded, lower case, without blanks. */
export const foldText = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, '');

const bigrams = (folded: string): string[] => {
  const chars = [...folded];
  return chars.slice(0, -1).map((char, index) => char + (chars[index + 1] ?? ''));
};

/** The grams a text is found by: bigrams, and single characters for one-character questions. */
export const gramsOf = (siteId: string, texts: readonly string[]): number[] => {
  const grams = new Set<number>();
  for (const text of texts) {
    const folded = foldText(text).slice(0, 400);
    for (const gram of [...bigrams(folded), ...new Set(folded)]) grams.add(hash(siteId + gram));
  }
  return [...grams];
};

/** What a question must contain, and the pattern that checks the rest. */
export const questionOf = (siteId: string, question: string): { grams: number[]; pattern: string } => {
  const folded = foldText(question);
  const grams = [...folded].length === 1 ? [folded] : bigrams(folded);
  return { grams: grams.map((gram) => hash(siteId + gram)), pattern: `%${folded.replace(/[\\%_]/g, '\\$&')}%` };
};

/** All words of an order in one line, folded: what `like` looks at after the index. */
export const wordsOf = (texts: readonly string[]): string => texts.map(foldText).join('\u0001');
