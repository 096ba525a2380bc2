import { ApiRefusal, OfflineError } from './api-client.ts';

const LONGEST_SIDE = 1600;

/** Shrinks a photo before it is sent; what cannot be read is sent as it is and judged by the server. */
const shrink = async (file: Blob): Promise<Blob> => {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise<Blob>((resolve) => canvas.toBlob((blob) => resolve(blob ?? file), 'image/jpeg', 0.82));
  } catch {
    return file;
  }
};

export const uploadFile = async (siteId: string, file: Blob, kind: 'photo' | 'signature'): Promise<{ hash: string }> => {
  const body = kind === 'photo' ? await shrink(file) : file;
  const response = await fetch(`/api/sites/${siteId}/files`, { method: 'POST', credentials: 'same-origin', headers: { 'content-type': body.type || 'application/octet-stream' }, body }).catch(() => {
    throw new OfflineError('offline');
  });
  if (response.ok) return (await response.json()) as { hash: string };
  const problem = (await response.json().catch(() => ({}))) as { code?: string; facts?: Record<string, unknown> };
  throw new ApiRefusal(problem.code ?? 'unavailable', problem.facts ?? {}, response.status);
};
