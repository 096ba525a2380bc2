import { useCallback, useEffect, useState } from 'react';
import type { z } from 'zod';
import type { Endpoint } from '../core/contract.ts';
import { ApiRefusal, OfflineError, sendRequest } from './api-client.ts';
import { uuidv7 } from './ids.ts';
import { dropFiles, FileGone, withFilesSent } from './pending-files.ts';

/** One command on its way. It is kept until the server has answered; a refused one until a person has read why. */
export type OutboxItem = {
  readonly commandId: string;
  readonly endpoint: string;
  readonly method: 'GET' | 'POST';
  readonly path: `/api/${string}`;
  readonly input: Readonly<Record<string, unknown>>;
  /** What the person reads in the tray. */
  readonly label: string;
  readonly queuedAt: string;
  readonly contractVersion: number;
  readonly state: 'queued' | 'refused';
  readonly code?: string;
};

export const CONTRACT_VERSION = 1;
/** Told with the answer while the item still waits, so that a screen may show it before it is gone from here. */
export const SENT = 'foyer:sent';
export type Sent = { readonly item: OutboxItem; readonly answer: unknown };
const LEASE_MS = 15_000;
/** So long a form waits for its answer before it says that it is kept. */
const PATIENCE_MS = 8000;
const CHANGED = 'foyer:outbox';
const keyOf = (personId: string): string => `foyer.outbox.${personId}`;

const readItems = (personId: string): OutboxItem[] => {
  try {
    return JSON.parse(localStorage.getItem(keyOf(personId)) ?? '[]') as OutboxItem[];
  } catch {
    return [];
  }
};

/** What waits at this very moment, whatever a screen has drawn. */
export const queuedOf = (personId: string): OutboxItem[] => readItems(personId).filter((item) => item.state === 'queued');

const writeItems = (personId: string, change: (items: OutboxItem[]) => OutboxItem[]): void => {
  localStorage.setItem(keyOf(personId), JSON.stringify(change(readItems(personId))));
  window.dispatchEvent(new Event(CHANGED));
};

const keep = (personId: string, endpoint: Endpoint, input: Readonly<Record<string, unknown>>, label: string, commandId = uuidv7()): string => {
  writeItems(personId, (all) => [...all, { commandId, endpoint: endpoint.name, method: endpoint.method, path: endpoint.path, input, label, queuedAt: new Date().toISOString(), contractVersion: CONTRACT_VERSION, state: 'queued' }]);
  return commandId;
};

const ME = uuidv7();
/** One tab sends; another takes over when it has been silent. Works without Web Locks, which plain http lacks. */
const holdsLease = (personId: string): boolean => {
  const key = `${keyOf(personId)}.lease`;
  const [holder, until] = (localStorage.getItem(key) ?? '').split('|');
  if (holder && holder !== ME && Number(until) > Date.now()) return false;
  localStorage.setItem(key, `${ME}|${Date.now() + LEASE_MS}`);
  return localStorage.getItem(key)?.startsWith(ME) ?? false;
};

/** A page that goes gives its turn back, so that the next one need not wait until it has run out. */
const dropLease = (personId: string): void => {
  const key = `${keyOf(personId)}.lease`;
  if (localStorage.getItem(key)?.startsWith(ME)) localStorage.removeItem(key);
};

/** Of each person whose outbox this page has had: one that still waits for its answer holds up nobody else's. */
const sending = new Map<string, Promise<void>>();
/** What became of commands somebody waits for. */
const outcomes = new Map<string, { answer: unknown } | { refusal: ApiRefusal }>();
const awaited = new Set<string>();

/** Sends what waits, first in first out; stops at the first that gets no answer, and where somebody else is signed in by now. A retry carries the same command id. */
const drain = async (personId: string, onSent: (item: OutboxItem, answer: unknown) => void): Promise<void> => {
  for (;;) {
    const item = readItems(personId).find((candidate) => candidate.state === 'queued');
    if (!item || !holdsLease(personId)) return;
    try {
      // Files go before the command that needs them.
      const input = await withFilesSent(item.input, personId);
      const answer = await sendRequest({ method: item.method, path: item.path }, { ...input, commandId: item.commandId }, { as: personId });
      window.dispatchEvent(new CustomEvent<Sent>(SENT, { detail: { item, answer } }));
      writeItems(personId, (items) => items.filter((other) => other.commandId !== item.commandId));
      await dropFiles(item.input);
      if (awaited.has(item.commandId)) outcomes.set(item.commandId, { answer });
      onSent(item, answer);
    } catch (error) {
      if (error instanceof OfflineError || (error instanceof ApiRefusal && (error.status === 401 || error.status === 429 || error.status >= 500))) return;
      if (error instanceof ApiRefusal && awaited.has(item.commandId)) outcomes.set(item.commandId, { refusal: error });
      const code = error instanceof ApiRefusal ? error.code : error instanceof FileGone ? 'file-gone' : 'unavailable';
      writeItems(personId, (items) => items.map((other) => (other.commandId === item.commandId ? { ...other, state: 'refused', code } : other)));
    }
  }
};

export const useOutbox = (personId: string, onSent: (item: OutboxItem, answer: unknown) => void) => {
  const [items, setItems] = useState(() => readItems(personId));
  const flush = useCallback(() => {
    const round = sending.get(personId) ?? drain(personId, onSent).finally(() => sending.delete(personId));
    sending.set(personId, round);
    return round;
  }, [personId, onSent]);
  useEffect(() => {
    const changed = () => setItems(readItems(personId));
    const timer = setInterval(() => void flush(), 5000);
    const online = () => void flush();
    const leave = () => dropLease(personId);
    window.addEventListener('pagehide', leave);
    window.addEventListener(CHANGED, changed);
    window.addEventListener('storage', changed);
    window.addEventListener('online', online);
    void flush();
    return () => {
      clearInterval(timer);
      window.removeEventListener(CHANGED, changed);
      window.removeEventListener('storage', changed);
      window.removeEventListener('online', online);
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [personId, flush]);
  return {
    queued: items.filter((item) => item.state === 'queued'),
    refused: items.filter((item) => item.state === 'refused'),
    /** A command that was tried already keeps its id: had it arrived after all, it is done once. */
    send: (endpoint: Endpoint, input: Readonly<Record<string, unknown>>, label: string, commandId?: string): Promise<void> => {
      keep(personId, endpoint, input, label, commandId);
      return flush();
    },
    /**
     * Kept first, then sent: its answer, or undefined while it waits for a network. What is refused at once is thrown and
     * not left in the tray: the form it came from says why and keeps its words.
     */
    deliver: async <I extends z.ZodType, O extends z.ZodType>(endpoint: Endpoint<I, O>, input: Readonly<Record<string, unknown>>, label: string): Promise<z.output<O> | undefined> => {
      const commandId = keep(personId, endpoint, input, label);
      awaited.add(commandId);
      try {
        // A round that was under way already may have ended before it saw this one; a network that hangs is as good as none.
        await Promise.race([flush().then(() => (outcomes.has(commandId) ? undefined : flush())), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
        const outcome = outcomes.get(commandId);
        if (!outcome) return undefined;
        if ('answer' in outcome) return outcome.answer as z.output<O>;
        writeItems(personId, (all) => all.filter((item) => item.commandId !== commandId));
        throw outcome.refusal;
      } finally {
        awaited.delete(commandId);
        outcomes.delete(commandId);
      }
    },
    dismiss: (commandId: string) => {
      const item = readItems(personId).find((candidate) => candidate.commandId === commandId);
      writeItems(personId, (all) => all.filter((other) => other.commandId !== commandId));
      if (item) void dropFiles(item.input);
    },
    retry: (commandId: string) => {
      writeItems(personId, (all) => all.map((item) => (item.commandId === commandId ? { ...item, state: 'queued' as const } : item)));
      return flush();
    },
  };
};
export type Outbox = ReturnType<typeof useOutbox>;
