import { parentPort, workerData } from 'node:worker_threads';
import readExcel from 'read-excel-file/node';

/** Rows sent at a time, each when it is asked for. */
const AT_ONCE = 500;

/** Excel keeps times without a zone, as a fraction of a day that misses the second by a little: the reader hands them over as if they were UTC. */
const dateText = (date: Date): string => new Date(Math.round(date.getTime() / 1000) * 1000).toISOString().slice(0, 19).replace('T', ' ');
const cellText = (cell: unknown): string =>
  cell === null || cell === undefined ? '' : cell instanceof Date ? dateText(cell) : typeof cell === 'string' ? cell : typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : '';

const rows: readonly (readonly unknown[])[] = (await readExcel(String(workerData)))[0]?.data ?? [];
const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
let sent = 0;
parentPort?.on('message', () => {
  const batch = rows.slice(sent, sent + AT_ONCE).map((row) => Array.from({ length: width }, (_, column) => cellText(row[column])));
  sent += batch.length;
  parentPort?.postMessage(batch);
});
