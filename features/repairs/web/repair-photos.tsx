import { Button, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { ApiRefusal } from '../../../platform/web/api-client.ts';
import { defineWords, useWords } from '../../../platform/web/i18n.tsx';
import { uploadFile } from '../../../platform/web/upload.ts';
import type { RepairView } from '../core/repair-contract.ts';
import { REPAIR_WORDS } from './repair-words.ts';

type Phase = 'report' | 'before' | 'after' | 'slip';

const WORDS = defineWords({
  zh: { photos: '照片', add: '添加照片', phase: { report: '报修时', before: '维修前', after: '维修后', slip: '纸单' } as Record<Phase, string>, accept: '接单签名', user: '用户签名', alt: (phase: string, n: number) => `${phase}照片 ${n}`, sending: '正在上传…' },
  en: { photos: 'Photos', add: 'Add a photo', phase: { report: 'reported', before: 'before', after: 'after', slip: 'slip' }, accept: 'Acceptance signature', user: 'User’s signature', alt: (phase: string, n: number) => `Photo ${n} (${phase})`, sending: 'Sending…' },
});

/** What was photographed and signed, small; a press opens it whole. */
export const RepairPhotos = ({ siteId, view }: { siteId: string; view: RepairView }): ReactNode => {
  const words = useWords(WORDS);
  const { order } = view;
  const pictures = [
    ...order.photos.map((photo, index) => ({ hash: photo.hash, label: words.phase[photo.phase as Phase] ?? '', alt: words.alt(words.phase[photo.phase as Phase] ?? '', index + 1) })),
    ...(order.acceptSignature ? [{ hash: order.acceptSignature, label: words.accept, alt: words.accept }] : []),
    ...(order.signatureFile ? [{ hash: order.signatureFile, label: words.user, alt: words.user }] : []),
  ];
  if (pictures.length === 0) return null;
  return (
    <ul className="fy-photos" aria-label={words.photos}>
      {pictures.map((picture) => (
        <li key={`${picture.label}${picture.hash}`}>
          <a className="fy-photo" aria-label={picture.alt} href={`/api/sites/${siteId}/files/${picture.hash}`} target="_blank" rel="noreferrer">
            <img src={`/api/sites/${siteId}/files/${picture.hash}`} alt="" loading="lazy" />
            <Text size="xs">{picture.label}</Text>
          </a>
        </li>
      ))}
    </ul>
  );
};

/** A button that takes or chooses a photo, sends it, and hands on its hash. */
export const PhotoButton = ({ siteId, label, onSent }: { siteId: string; label?: string; onSent(hash: string): void }): ReactNode => {
  const words = useWords(WORDS);
  const repair = useWords(REPAIR_WORDS);
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
      setError(repair.refusal[failure instanceof ApiRefusal ? failure.code : 'unavailable'] ?? repair.refusal['unavailable']);
    }
    input.value = '';
    setBusy(false);
  };
  return (
    <>
      <Button component="label" variant="default" size="xs" loading={busy}>
        {label ?? words.add}
        <input type="file" accept="image/*" className="fy-file" onChange={(event) => void send(event.currentTarget)} />
      </Button>
      {error ? <Text size="xs" role="alert" className="fy-late">{error}</Text> : null}
    </>
  );
};
