import { Button, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { ApiRefusal } from '../../../platform/web/api-client.ts';
import { useWords } from '../../../platform/web/i18n.tsx';
import { uploadFile } from '../../../platform/web/upload.ts';
import { ACCESS_WORDS } from './access-words.ts';

/** Shown only where the centre allows pictures at the door. */
export const DoorPhoto = ({ siteId, taken, onSent }: { siteId: string; taken: boolean; onSent(hash: string): void }): ReactNode => {
  const words = useWords(ACCESS_WORDS);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const send = async (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    if (!file) return;
    setBusy(true);
    setError(undefined);
    try {
      onSent((await uploadFile(siteId, file, 'photo')).hash);
    } catch (failure) {
      setError(words.refusal[failure instanceof ApiRefusal ? failure.code : 'other'] ?? words.refusal['other']);
    }
    input.value = '';
    setBusy(false);
  };
  return (
    <>
      <Button component="label" variant="default" loading={busy}>{taken ? words.photoTaken : words.photo}<input type="file" accept="image/*" capture="environment" className="fy-file" onChange={(event) => void send(event.currentTarget)} /></Button>
      {error ? <Text size="sm" role="alert" className="fy-late">{error}</Text> : null}
    </>
  );
};
