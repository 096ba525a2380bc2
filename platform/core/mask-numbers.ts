/** Mobile numbers somebody wrote into free words. */
const MOBILE = /(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)/g;

export const maskNumbers = (words: string): string => words.replace(MOBILE, '$1****$2');
