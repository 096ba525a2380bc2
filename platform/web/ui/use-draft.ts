import { useCallback, useRef, useState } from 'react';

const read = <T,>(key: string): T | undefined => {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
};

/** A form's text that survives refresh, crash and sign-out, and stays with its writer. */
export const useDraft = <T,>(name: string, writer: string, initial: T): [T, (value: T | ((before: T) => T)) => void] => {
  const key = `foyer.draft.${writer}.${name}`;
  const [value, setValue] = useState<T>(() => read<T>(key) ?? initial);
  // Kept at once: a form that is cleared and closed in one breath is never drawn again.
  const latest = useRef(value);
  const save = useCallback(
    (change: T | ((before: T) => T)) => {
      const next = change instanceof Function ? change(latest.current) : change;
      latest.current = next;
      setValue(next);
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // A full or forbidden store costs the draft, not the form.
      }
    },
    [key],
  );
  return [value, save];
};
