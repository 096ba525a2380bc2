import { openDB, type IDBPDatabase } from 'idb';
import { uuidv7 } from './ids.ts';
import { uploadFile } from './upload.ts';

/** Photos and signatures that wait on this device until the command that names them is sent. */
type Waiting = { readonly id: string; readonly file: Blob; readonly kind: 'photo' | 'signature' };

const MARK = 'pending-file:';
const PATTERN = new RegExp(`${MARK}([0-9a-f-]{36})`, 'g');

let opened: Promise<IDBPDatabase> | undefined;
const store = (): Promise<IDBPDatabase> => (opened ??= openDB('foyer-files', 1, { upgrade: (database) => void database.createObjectStore('files', { keyPath: 'id' }) }));

/** Keeps a file and answers the word that stands for it in a command until it has been sent. */
export const keepFile = async (file: Blob, kind: Waiting['kind']): Promise<string> => {
  const id = uuidv7();
  await (await store()).put('files', { id, file, kind } satisfies Waiting);
  return `${MARK}${id}`;
};

const idsIn = (text: string): string[] => [...new Set([...text.matchAll(PATTERN)].map((match) => match[1] ?? ''))];

/** A file was promised that is not here any more: the browser threw it away. */
export class FileGone extends Error {}

/** Sends the files a command names and puts their hashes in their place; sending one twice is one file. */
export const withFilesSent = async (input: Readonly<Record<string, unknown>>, as: string): Promise<Readonly<Record<string, unknown>>> => {
  let text = JSON.stringify(input);
  for (const id of idsIn(text)) {
    const waiting = (await (await store()).get('files', id)) as Waiting | undefined;
    if (!waiting) throw new FileGone(id);
    const { hash } = await uploadFile(String(input['siteId']), waiting.file, waiting.kind, as);
    text = text.replaceAll(`${MARK}${id}`, hash);
  }
  return JSON.parse(text) as Record<string, unknown>;
};

/** The command is through, or given up by a person: its files need not be kept. */
export const dropFiles = async (input: Readonly<Record<string, unknown>>): Promise<void> => {
  const ids = idsIn(JSON.stringify(input));
  if (ids.length === 0) return;
  const database = await store();
  await Promise.all(ids.map((id) => database.delete('files', id)));
};
