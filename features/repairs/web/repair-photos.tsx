import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { defineWords, useWords } from '../../../platform/web/i18n.tsx';
import { PhotoButton } from '../../../platform/web/ui/photo-button.tsx';
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

/** The order's own: with its words for what is refused. */
export const RepairPhotoButton = ({ siteId, label, onSent }: { siteId: string; label?: string; onSent(hash: string): void }): ReactNode => {
  const words = useWords(WORDS);
  const { refusal } = useWords(REPAIR_WORDS);
  return <PhotoButton siteId={siteId} label={label ?? words.add} size="xs" refusal={(code) => refusal[code] ?? refusal['unavailable'] ?? ''} onSent={onSent} />;
};
