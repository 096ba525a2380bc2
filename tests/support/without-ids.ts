/** What is said, as text, without its ids and hashes: their digits may look like anybody's number. */
export const withoutIds = (said: unknown): string => (typeof said === 'string' ? said : JSON.stringify(said)).replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{40,}\b/gi, '#');
