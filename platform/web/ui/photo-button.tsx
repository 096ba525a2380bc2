import { Button, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { ApiRefusal } from '../api-client.ts';
import { keepFile } from '../pending-files.ts';
import { uploadFile } from '../upload.ts';

/** Takes or chooses a photo, sends it at once and hands on its hash, or keeps it on this phone and hands on the word that stands for it in the outbox; what was refused is said beneath in `refusal`'s words. */
export const PhotoButton = ({ siteId, label, fromCamera = false, size = 'sm', keep = false, refusal, onSent }: { siteId: string; /** Sent later, with the command that names it. */ keep?: boolean; label: string; /** A phone opens its camera, not its album. */ fromCamera?: boolean; size?: 'xs' | 'sm'; refusal(code: string): string; onSent(hash: string): void }): ReactNode => {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const send = async (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    if (!file) return;
    setBusy(true);
    setError(undefined);
    try {
      onSent(keep ? await keepFile(file, 'photo') : (await uploadFile(siteId, file, 'photo')).hash);
    } catch (failure) {
      setError(refusal(failure instanceof ApiRefusal ? failure.code : 'unavailable'));
    }
    input.value = '';
    setBusy(false);
  };
  return (
    <>
      <Button component="label" variant="default" size={size} loading={busy}>
        {label}
        <input type="file" accept="image/*" className="fy-file" {...(fromCamera ? { capture: 'environment' } : {})} onChange={(event) => void send(event.currentTarget)} />
      </Button>
      {error ? <Text size={size} role="alert" className="fy-late">{error}</Text> : null}
    </>
  );
};
