import { useState } from 'react';
import { ApiRefusal } from '../api-client.ts';

/** One thing tried at a time; a refusal is told in the screen's words and what was typed stays. */
export const useAttempt = (refusals: Readonly<Record<string, string>>) => {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (failure) {
      const code = failure instanceof ApiRefusal ? failure.code : 'other';
      setError(refusals[code] ?? refusals['other']);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, attempt };
};
